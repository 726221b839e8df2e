import type { Answer, Command } from "./command";
import { memberCommands } from "./member-commands";
import { countSite } from "./queries";
import { torrentCommands } from "./torrent-commands";

/** Every command by its words. */
const commands: Readonly<Record<string, Command>> = {
  ...under("member", memberCommands),
  ...under("torrent", torrentCommands),
  stats: { summary: "The whole site in numbers", options: {}, run: stats },
};

/** The command that the words begin with, and what follows it. */
export function findCommand(
  args: readonly string[],
): { name: string; command: Command; rest: readonly string[] } | null {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(" ");
    const command = commands[name];
    if (command !== undefined) return { name, command, rest: args.slice(words) };
  }
  return null;
}

/** What may be typed: all of it, or one command with its options. */
export function helpText(name?: string): string {
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || command === undefined) {
    const lines = Object.entries(commands).map(
      ([key, { summary }]) => `  ${key.padEnd(24)}${summary}`,
    );
    return `npm run cli -- <command> [options]\n\n${lines.join("\n")}\n\n  --json  answer in JSON\n  --help  a command's options\n`;
  }
  const lines = Object.entries(command.options).map(([key, { takes, isRequired, summary }]) => {
    const usage = takes === undefined ? `--${key}` : `--${key} <${takes}>`;
    return `  ${usage.padEnd(44)}${summary}${isRequired === true ? " (required)" : ""}`;
  });
  return `npm run cli -- ${name} [options]\n${command.summary}.\n\n${lines.join("\n")}\n`;
}

function under(
  noun: string,
  verbs: Readonly<Record<string, Command>>,
): Readonly<Record<string, Command>> {
  return Object.fromEntries(
    Object.entries(verbs).map(([verb, command]) => [`${noun} ${verb}`, command]),
  );
}

async function stats(): Promise<Answer> {
  const { uploaded, downloaded, sizeBytes, ...counts } = await countSite();
  const numbers = Object.entries(counts).map(([key, count]) => [key, Number(count)] as const);
  return {
    ...Object.fromEntries(numbers),
    sizeBytes: String(sizeBytes),
    uploaded: String(uploaded),
    downloaded: String(downloaded),
  };
}
