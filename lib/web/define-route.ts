import "server-only";
import { unstable_rethrow } from "next/navigation";

import type { Actor } from "#lib/access/actor";
import { isAppError, type ErrorCode } from "#lib/errors";

import { requireViewer } from "./viewer";

type Handler<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;

/**
 * The only thing that a `route.ts` of members exports: signs in, runs, and turns an AppError into
 * its status with its words. Nothing of it is ever kept by a cache.
 */
export function defineRoute<P>(run: (viewer: Actor, params: P) => Promise<Response>): Handler<P> {
  return async (_request, { params }) => {
    try {
      return await run(await requireViewer(), await params);
    } catch (error) {
      unstable_rethrow(error);
      if (!isAppError(error)) throw error;
      return new Response(`${error.message}\n`, {
        status: statuses[error.code],
        headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
      });
    }
  };
}

const statuses: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_many: 429,
  unavailable: 503,
};
