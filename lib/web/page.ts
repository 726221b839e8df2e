import "server-only";
import { forbidden, notFound } from "next/navigation";

import { isAppError } from "#lib/errors";

/**
 * A page's read: what does not exist becomes the 404 page, what the viewer may not see the 403
 * page. Any other error goes on to the error page.
 */
export async function pageRead<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error) && error.code === "not_found") notFound();
    if (isAppError(error) && error.code === "forbidden") forbidden();
    throw error;
  }
}
