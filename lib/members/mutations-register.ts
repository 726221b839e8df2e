import { prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { nameInvitee, spendInvite } from "#lib/invites/mutations";
import { openInvite } from "#lib/invites/queries";
import { readSettings } from "#lib/settings/queries";
import { takeTry } from "#lib/throttle/mutations";
import { addressBucket, limits, waitWords } from "#lib/throttle/rules";

import { insertMember, prepareMember } from "./mutations";
import type { CreatedMember } from "./types";

/**
 * Registers a newcomer as the site's settings allow it.
 *
 * What a stranger learns: a taken username is said, since nobody could choose one otherwise; but
 * in invite mode only to who holds an open invite, in closed mode to nobody, and an address has
 * limited tries. A known e-mail address is never said (see claimEmail).
 * @throws AppError `forbidden` when closed; `invalid` by the rules or without an open invite;
 *   `conflict` when the name is taken; `too_many`
 */
export async function registerMember(
  newcomer: {
    readonly name: string;
    readonly password: string;
    readonly email?: string | undefined;
  },
  from: { readonly inviteCode: string; readonly address: string },
): Promise<CreatedMember> {
  const { registration } = await readSettings();
  if (registration === "closed") {
    throw new AppError("forbidden", "Registration is closed.");
  }
  const tried = await takeTry(
    `register:address:${addressBucket(from.address)}`,
    limits.registration,
  );
  if (tried.kind === "spent") {
    const wait = waitWords(tried.retryAfterSeconds);
    throw new AppError("too_many", `Too many registrations from your address. Wait ${wait}.`);
  }
  const isByInvite = registration === "invite";
  // Before the costly hash, and before anything that tells whether a name is taken.
  if (isByInvite && (await openInvite(from.inviteCode)) === null) throw noInvite();
  const member = await prepareMember(newcomer);
  return prisma.$transaction(async (tx) => {
    if (!isByInvite) return insertMember(tx, member);
    const invite = await spendInvite(tx, from.inviteCode);
    if (invite === null) throw noInvite();
    const created = await insertMember(tx, { ...member, invitedById: invite.inviterId });
    await nameInvitee(tx, invite, created.id);
    return created;
  });
}

function noInvite(): AppError {
  return new AppError(
    "invalid",
    "This invite was used, has expired or was revoked. Ask who invited you for another.",
  );
}
