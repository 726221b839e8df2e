import { AppError } from "#lib/errors";

import type { Actor } from "./actor";
import { PERMISSIONS, ROLES, type Permission, type Role } from "./permissions";

declare const proof: unique symbol;

/** Evidence that `actor` may do `P`. Only `authorize` mints one, and mutations demand one. */
export interface Permit<P extends Permission> {
  readonly actor: Actor;
  readonly [proof]: P;
}

interface Owned {
  readonly ownerId: number | null;
}

/** Whether the permission table gives `permission` to the actor, for a thing of `owned.ownerId`. */
export function can(actor: Actor, permission: Permission, owned?: Owned): boolean {
  const rule: { role: Role; orOwner?: boolean } = PERMISSIONS[permission];
  if (isAtLeast(actor.role, rule.role)) return true;
  return rule.orOwner === true && owned?.ownerId === actor.memberId;
}

/**
 * Mints the permit that mutations demand.
 * @throws AppError `forbidden` when the table says no
 */
export function authorize<P extends Permission>(
  actor: Actor,
  permission: P,
  owned?: Owned,
): Permit<P> {
  if (!can(actor, permission, owned)) {
    throw new AppError("forbidden", "You may not do this. Ask staff if you think you should.");
  }
  return { actor } as Permit<P>;
}

/** Whether `role` is `least` or above it. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
