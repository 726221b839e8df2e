import type { BrowserContext } from "@playwright/test";

interface Watch {
  readonly context: BrowserContext;
  /** The site's: no page may ask anyone else for anything. */
  readonly origin: string;
  readonly expectedConsoleErrors: readonly RegExp[];
}

/** The machine got or lost a network interface in the middle of a request. */
const notOurs = [/net::ERR_NETWORK_CHANGED/];

/** Collects what no page may do. The returned list grows while the test runs. */
export function watchForTrouble({ context, origin, expectedConsoleErrors }: Watch): string[] {
  const troubles: string[] = [];
  context.on("console", (message) => {
    const text = `${message.text()} (${message.location().url})`;
    if (message.type() !== "error") return;
    if ([...notOurs, ...expectedConsoleErrors].some((expected) => expected.test(text))) return;
    troubles.push(`console error: ${text}`);
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
