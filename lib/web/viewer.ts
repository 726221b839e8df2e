import "server-only";
import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";

import type { Actor } from "#lib/access/actor";
import { can } from "#lib/access/authorize";
import { mintActor } from "#lib/access/mint";
import type { Permission } from "#lib/access/permissions";

import { auth } from "./auth";
import { requestedPathHeader, signInHref } from "./return-path";

/** Who is looking, or null. Every layout, page and action of one request shares the answer. */
export const viewer = cache(async (): Promise<Actor | null> => {
  const session = await auth();
  if (session === null) return null;
  return mintActor(session.member);
});

/** Who is looking; sends strangers to the sign-in page, which brings them back. */
export async function requireViewer(): Promise<Actor> {
  return (await viewer()) ?? redirect(signInHref((await headers()).get(requestedPathHeader)));
}

/** Who is looking, if the table gives them `permission`; shows everybody else the 403 page. */
export async function requirePermission(permission: Permission): Promise<Actor> {
  const actor = await requireViewer();
  return can(actor, permission) ? actor : forbidden();
}
