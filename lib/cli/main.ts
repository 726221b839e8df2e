import { closeDatabase, prisma } from "#lib/db/client";
import { AppError, isAppError } from "#lib/errors";

import { type Answer, readOptions } from "./command";
import { findCommand, helpText } from "./commands";

// npm puts `--` between its own arguments and ours, and some shells' habits another one.
const args = process.argv.slice(2).filter((word, index) => index > 0 || word !== "--");
const isJson = args.includes("--json");

try {
  const asked = args.filter((word) => word !== "--json");
  if (asked.length === 0 || asked.includes("--help")) {
    process.stdout.write(helpText(findCommand(asked)?.name));
  } else {
    show(await answerTo(asked));
  }
} catch (error) {
  showError(error);
  process.exitCode = 1;
}

async function answerTo(words: readonly string[]): Promise<Answer> {
  const found = findCommand(words);
  if (found === null) {
    throw new AppError(
      "invalid",
      `There is no command "${words.slice(0, 2).join(" ")}".\n\n${helpText()}`,
    );
  }
  const given = readOptions(found.command, found.rest);
  try {
    return await found.command.run(given);
  } finally {
    // An open pool would keep the process alive.
    await prisma.$disconnect();
    await closeDatabase();
  }
}

function show(answer: Answer): void {
  if (isJson) {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return;
  }
  const width = Math.max(...Object.keys(answer).map((key) => key.length)) + 2;
  for (const [key, value] of Object.entries(answer)) {
    process.stdout.write(
      `${key.padEnd(width)}${value === null || value === "" ? "–" : String(value)}\n`,
    );
  }
}

function showError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) {
    const { code, field, href } = isAppError(error) ? error : {};
    process.stdout.write(`${JSON.stringify({ error: message, code, field, href })}\n`);
    return;
  }
  const link = isAppError(error) && error.href !== undefined ? ` (${error.href})` : "";
  process.stderr.write(`${message}${link}\n`);
}
