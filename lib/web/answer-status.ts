import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";

/** Next bundles modules more than once: one store a process. */
const slot = globalThis as { [ANSWERS]?: AsyncLocalStorage<ServerResponse> | undefined };
const ANSWERS = Symbol.for("swarmkeep.answers");

/** Runs the handling of a request so that its page can set the status. */
export function withAnswer<T>(response: ServerResponse, handle: () => T): T {
  return answers().run(response, handle);
}

/**
 * Sets the status of the page that is being rendered. Next's own notFound() and forbidden() send
 * an empty document that only a script fills.
 */
export function answerStatus(status: 403 | 404): void {
  const response = answers().getStore();
  if (response !== undefined && !response.headersSent) response.statusCode = status;
}

function answers(): AsyncLocalStorage<ServerResponse> {
  slot[ANSWERS] ??= new AsyncLocalStorage();
  return slot[ANSWERS];
}
