import { recordAudit } from "#lib/audit/mutations";
import { prisma, type Prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { insertMember, prepareMember } from "#lib/members/mutations";
import type { CreatedMember } from "#lib/members/types";
import { forgetSettings } from "#lib/settings/queries";

import { newSetupToken, setupHours, setupIdOf } from "./rules";
import type { SetupForm } from "./schema";

export { ownerExists } from "./queries";

/**
 * Makes a one-time set-up token for 24 hours. Earlier ones end: of all links that were ever
 * printed only the last works.
 * @returns the token, which is stored nowhere
 */
export async function issueSetupToken(): Promise<string> {
  const token = newSetupToken();
  const expiresAt = new Date(Date.now() + setupHours * 3_600_000);
  await prisma.$transaction([
    prisma.setupToken.deleteMany({ where: { usedAt: null } }),
    prisma.setupToken.create({ data: { id: setupIdOf(token), expiresAt } }),
  ]);
  return token;
}

/**
 * Creates the owner without a link: for unattended set-up.
 * @throws AppError `conflict` when there is one; `invalid` by the rules
 */
export async function createOwner(owner: {
  readonly name: string;
  readonly password: string;
  readonly email?: string | undefined;
}): Promise<CreatedMember> {
  const prepared = await prepareMember({ ...owner, role: "owner" });
  return prisma.$transaction(async (tx) => {
    await refuseSecondOwner(tx);
    return insertMember(tx, prepared);
  });
}

/**
 * Spends the set-up link: creates the owner and stores the first settings, all or nothing.
 * @throws AppError `not_found` when the link is used or expired; `conflict` when an owner exists;
 *   `invalid` by the rules
 */
export async function setUpSite(form: SetupForm): Promise<CreatedMember> {
  const prepared = await prepareMember({ ...form, role: "owner" });
  const owner = await prisma.$transaction(async (tx) => {
    const { count } = await tx.setupToken.updateMany({
      where: { id: setupIdOf(form.token), usedAt: null, expiresAt: { gt: new Date() } },
      data: { usedAt: new Date() },
    });
    if (count !== 1) {
      throw new AppError("not_found", "This set-up link was used or has expired.");
    }
    await refuseSecondOwner(tx);
    const created = await insertMember(tx, prepared);
    await storeSettings(tx, created, form);
    return created;
  });
  forgetSettings();
  return owner;
}

/** Two at once wait for each other here, and the second sees the first's owner. */
async function refuseSecondOwner(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('swarmkeep.owner'))`;
  const owner = await tx.member.findFirst({ where: { role: "owner" }, select: { id: true } });
  if (owner !== null) throw new AppError("conflict", "This site has an owner already.");
}

async function storeSettings(
  tx: Prisma.TransactionClient,
  owner: CreatedMember,
  form: SetupForm,
): Promise<void> {
  const settings = { siteName: form.siteName, registration: form.registration };
  for (const [key, value] of Object.entries(settings)) {
    await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
  }
  await recordAudit(tx, {
    actorId: owner.id,
    action: "settings.edit",
    targetType: "site",
    targetId: "settings",
    targetName: "Settings",
    reason: "First set-up",
    after: settings,
  });
}
