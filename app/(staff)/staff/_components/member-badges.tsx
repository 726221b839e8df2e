import type { Role } from "#lib/access/permissions";

import { Badge } from "../../../_ui/badge";

/** Staff stand out; a plain member does not. */
export function RoleBadge({ role }: { readonly role: Role }) {
  return <Badge tone={role === "member" ? "neutral" : "accent"}>{role}</Badge>;
}

export function StateBadge({ bannedAt }: { readonly bannedAt: Date | null }) {
  return bannedAt === null ? <Badge tone="good">active</Badge> : <Badge tone="bad">banned</Badge>;
}
