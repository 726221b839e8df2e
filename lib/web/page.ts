import "server-only";
import { forbidden, notFound } from "next/navigation";

import { authorize, can, type Permit } from "#lib/access/authorize";
import type { Permission } from "#lib/access/permissions";
import { isAppError } from "#lib/errors";

import { requireViewer } from "./viewer";

/**
 * The permit of whoever looks at a page. Strangers are sent to the sign-in page; those whose role
 * does not hold the permission see the 403 page.
 */
export async function requirePermit<P extends Permission>(permission: P): Promise<Permit<P>> {
  const viewer = await requireViewer();
  if (!can(viewer, permission)) forbidden();
  return authorize(viewer, permission);
}

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
