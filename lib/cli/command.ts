import { parseArgs } from "node:util";

import { AppError } from "#lib/errors";

/** What an option takes; a flag takes nothing. */
interface Option {
  readonly takes?: string;
  readonly isRequired?: boolean;
  readonly summary: string;
}

/** The options as typed. A flag that was given is "on", as in a form. */
export type Given = Readonly<Record<string, string | undefined>>;

/** What a command answers: printed line by line, or as JSON. */
export type Answer = Readonly<Record<string, string | number | boolean | null>>;

export interface Command {
  readonly summary: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (given: Given) => Promise<Answer>;
}

/**
 * Reads a command's options.
 * @throws AppError `invalid` that names what is missing or unknown
 */
export function readOptions(command: Command, args: readonly string[]): Given {
  const given = parse(command, args);
  for (const [name, option] of Object.entries(command.options)) {
    if (option.isRequired !== true || given[name]) continue;
    throw new AppError("invalid", `--${name} is missing: ${option.summary}`);
  }
  return given;
}

/** A required option, after `readOptions`. */
export function required(given: Given, name: string): string {
  const value = given[name];
  if (value) return value;
  throw new AppError("invalid", `--${name} is missing.`);
}

function parse(command: Command, args: readonly string[]): Given {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { takes }]) => [
      name,
      { type: takes === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value === true ? "on" : String(value)]),
    );
  } catch (cause) {
    throw new AppError("invalid", cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
}
