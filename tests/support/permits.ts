import type { Actor } from "#lib/access/actor";
import { authorize, type Permit } from "#lib/access/authorize";
import { mintActor } from "#lib/access/mint";
import type { Permission, Role } from "#lib/access/permissions";

interface MemberRow {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
}

/** A member of a factory as the one who looks or acts. */
export function actorOf(member: MemberRow): Actor {
  return mintActor({ memberId: member.id, name: member.name, role: member.role });
}

/** The permit that the member's role gives them; throws like the site when it gives none. */
export function permitFor<P extends Permission>(member: MemberRow, permission: P): Permit<P> {
  return authorize(actorOf(member), permission);
}
