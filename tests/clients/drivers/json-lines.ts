import { once } from "node:events";
import { createInterface } from "node:readline";

import { z } from "zod";

import type { ClientProcess } from "./client-process.ts";

export type Call = (command: string, args?: Record<string, unknown>) => Promise<unknown>;

/** An answer may wait for a check of files, or for the tracker. */
const deadlineMs = 60_000;

const replySchema = z.object({ error: z.string().optional() }).loose();

/**
 * Remote control of a program beside this file: one line of JSON asks, one line answers, and the
 * program ends with its standard input. @throws Error with the program's own when a call fails
 */
export function jsonLines({ child }: ClientProcess): Call {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("the program has no pipes");
  const lines = createInterface({ input: stdout });
  let previous: Promise<unknown> = Promise.resolve();
  const ended = once(lines, "close").then(() => {
    throw new Error("the program has ended");
  });
  ended.catch(() => undefined);
  const ask = async (command: string, args: Record<string, unknown>) => {
    stdin.write(`${JSON.stringify({ command, ...args })}\n`);
    const signal = AbortSignal.timeout(deadlineMs);
    const [line] = (await Promise.race([once(lines, "line", { signal }), ended])) as [string];
    const reply = replySchema.parse(JSON.parse(line));
    if (reply.error !== undefined) throw new Error(`${command}: ${reply.error}`);
    return reply;
  };
  return (command, args = {}) => {
    const answer = previous.then(() => ask(command, args));
    previous = answer.catch(() => undefined);
    return answer;
  };
}
