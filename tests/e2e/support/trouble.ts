import type { BrowserContext } from "@playwright/test";

interface Watch {
  readonly context: BrowserContext;
  /** The site's: no page may ask anyone else for anything. */
  readonly origin: string;
  readonly expectedConsoleErrors: readonly RegExp[];
}

/** Collects what no page may do. The returned list grows while the test runs. */
export function watchForTrouble({ context, origin, expectedConsoleErrors }: Watch): string[] {
  const troubles: string[] = [];
  context.on("console", (message) => {
    const text = `${message.text()} (${message.location().url})`;
    const isBad = message.type() === "error" || message.type() === "warning";
    if (!isBad || expectedConsoleErrors.some((expected) => expected.test(text))) return;
    troubles.push(`console ${message.type()}: ${text}`);
  });
  context.on("weberror", (error) => {
    troubles.push(`exception: ${error.error().stack ?? error.error().message}`);
  });
  context.on("request", (request) => {
    const url = request.url();
    if (/^(data|blob|about):/.test(url) || new URL(url).origin === origin) return;
    troubles.push(`request to another origin: ${url}`);
  });
  return troubles;
}
