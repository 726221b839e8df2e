import { prisma } from "#lib/db/client";

import { setupIdOf } from "./rules";

/** Whether the site has an owner: only without one does it offer a set-up. */
export async function ownerExists(): Promise<boolean> {
  const owner = await prisma.member.findFirst({ where: { role: "owner" }, select: { id: true } });
  return owner !== null;
}

/** Whether a set-up link may still be used. */
export async function isSetupOpen(token: string): Promise<boolean> {
  const found = await prisma.setupToken.findUnique({
    where: { id: setupIdOf(token), usedAt: null, expiresAt: { gt: new Date() } },
    select: { id: true },
  });
  return found !== null && !(await ownerExists());
}
