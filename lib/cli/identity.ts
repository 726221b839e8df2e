import type { Actor } from "#lib/access/actor";
import { mintActor } from "#lib/access/mint";
import { AppError } from "#lib/errors";

import { firstOwner, identityByName, type Identity } from "./queries";

/**
 * Whoever may run commands on the machine may do what an owner may. Nobody's id is below 1: the
 * audit log shows such an act without a name.
 */
export function operator(): Actor {
  return mintActor({ memberId: 0, name: "the command line", role: "owner" });
}

/**
 * Acts in the name of a member.
 * @throws AppError `not_found`; `forbidden` when they are banned
 */
export async function actorNamed(name: string): Promise<Actor> {
  const member = await existingMember(name);
  if (member.bannedAt !== null) throw new AppError("forbidden", `${member.name} is banned.`);
  return mintActor({ memberId: member.id, name: member.name, role: member.role });
}

/**
 * For acts that must have a member behind them: the one that is named, or the site's owner.
 * @throws AppError `not_found` when there is neither
 */
export async function staffActor(name: string | undefined): Promise<Actor> {
  if (name !== undefined) return actorNamed(name);
  const owner = await firstOwner();
  if (owner !== null) return mintActor({ memberId: owner.id, name: owner.name, role: owner.role });
  throw new AppError("not_found", "The site has no owner yet: name a staff member with --as.");
}

/** @throws AppError `not_found` */
export async function existingMember(name: string): Promise<Identity> {
  const member = await identityByName(name);
  if (member !== null) return member;
  throw new AppError("not_found", `There is no member named ${name}.`);
}
