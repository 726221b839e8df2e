import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";

import type { Actor } from "#lib/access/actor";
import { mintActor } from "#lib/access/mint";

import { auth } from "./auth";

/** Who is looking, or null. Every layout, page and action of one request shares the answer. */
export const viewer = cache(async (): Promise<Actor | null> => {
  const session = await auth();
  if (session === null) return null;
  return mintActor(session.member);
});

/** Who is looking; sends strangers to the sign-in page. */
export async function requireViewer(): Promise<Actor> {
  return (await viewer()) ?? redirect("/login");
}
