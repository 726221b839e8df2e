import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";

import { withAnswer } from "./answer-status";

/**
 * Longer than the front door keeps an idle connection to the pages (web-proxy.ts): were the pages
 * the first to close it, a request that is just being sent on it would be lost.
 */
const PAGES_KEEP_ALIVE_MS = 75_000;

/**
 * Next as a request listener. Next is imported only here and only when asked, so that the tracker's
 * process never loads it.
 */
export async function createPages(options: {
  readonly dev: boolean;
  readonly dir: string;
  /** Where this process reaches the site over plain HTTP. */
  readonly selfOrigin: string;
  /** Sets what the pages may believe, where no front door stands before them. */
  readonly vouch?: (req: IncomingMessage) => void;
}): Promise<Server> {
  const { default: next } = await import("next");
  // An action's redirect is answered together with the page that it leads to, which Next asks
  // itself for, with the member's cookies. It cannot know where behind our socket or a proxy that
  // ends TLS; without an answer the browser jumps to a hash of the same page and waits for ever.
  // eslint-disable-next-line no-restricted-properties -- Next offers no other way to say it
  process.env["__NEXT_PRIVATE_ORIGIN"] = options.selfOrigin;
  const server = createServer({ keepAliveTimeout: PAGES_KEEP_ALIVE_MS });
  // Next's development server answers WebSockets on the server it is given.
  const app = next({ dev: options.dev, dir: options.dir, httpServer: server, quiet: !options.dev });
  await app.prepare();
  const handle = app.getRequestHandler();
  const listener: RequestListener = (req, res) => {
    options.vouch?.(req);
    withAnswer(res, () => handle(req, res)).catch(() => {
      res.destroy();
    });
  };
  server.on("request", listener);
  return server;
}
