import type { ReactNode } from "react";

import { isAppError } from "#lib/errors";
import { answerStatus } from "#lib/web/answer-status";

import { NothingHere } from "./nothing-here";
import { StaffOnly } from "./staff-only";

type Page<P> = (props: P) => Promise<ReactNode>;

/**
 * What a `page.tsx` exports: what does not exist, or is not for the viewer, becomes a page that
 * says so, with its status. Next's own way, left to itself, answers notFound() and forbidden()
 * with a document that is empty until a script fills it.
 */
export function definePage<P>(page: Page<P>): Page<P> {
  return async (props) => {
    try {
      return await page(props);
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      answerStatus(status);
      return status === 403 ? <StaffOnly /> : <NothingHere />;
    }
  };
}

function statusOf(error: unknown): 403 | 404 | undefined {
  if (isAppError(error)) {
    if (error.code === "not_found") return 404;
    return error.code === "forbidden" ? 403 : undefined;
  }
  // What Next's notFound() and forbidden() throw.
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  if (digest === "NEXT_HTTP_ERROR_FALLBACK;404") return 404;
  return digest === "NEXT_HTTP_ERROR_FALLBACK;403" ? 403 : undefined;
}
