import { isAtLeast } from "#lib/access/authorize";
import { ROLES, type Role } from "#lib/access/permissions";

/** Who acts or is acted on, as far as rank goes. */
export interface Ranked {
  readonly memberId: number;
  readonly role: Role;
}

/**
 * Why `actor` may not ban or unban `target`, or null when they may: nobody judges themselves,
 * and nobody judges their peers or those above.
 */
export function refusalToBan(actor: Ranked, target: Ranked): string | null {
  if (actor.memberId === target.memberId) return "You cannot ban or unban yourself.";
  return outranks(actor, target) ? null : rankWords(target);
}

/** Why `actor` may not reset the passkey or password of `target` as staff, or null. */
export function refusalToReset(actor: Ranked, target: Ranked): string | null {
  if (actor.memberId === target.memberId) return "Your own are reset on your settings page.";
  return outranks(actor, target) ? null : rankWords(target);
}

/**
 * The roles that `actor` may give `target`: below their own, to those below them. Owners alone
 * make owners and take that role back, or a site could never correct such a mistake.
 */
export function assignableRoles(actor: Ranked, target: Ranked): readonly Role[] {
  if (actor.memberId === target.memberId) return [];
  if (actor.role === "owner") return ROLES.filter((role) => role !== target.role);
  if (!outranks(actor, target)) return [];
  return ROLES.filter((role) => role !== target.role && !isAtLeast(role, actor.role));
}

/** Whether `actor` may see e-mail, addresses and sessions of `target`: not of peers, not above. */
export function maySeePrivate(actor: Ranked, target: Ranked): boolean {
  return actor.memberId === target.memberId || outranks(actor, target);
}

/** The roles strictly below `role`. */
export function rolesBelow(role: Role): readonly Role[] {
  return ROLES.filter((other) => !isAtLeast(other, role));
}

function outranks(actor: Ranked, target: Ranked): boolean {
  return !isAtLeast(target.role, actor.role);
}

function rankWords(target: Ranked): string {
  return `Only staff above the role ${target.role} may do this.`;
}
