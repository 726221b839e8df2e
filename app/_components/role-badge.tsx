import type { Role } from "#lib/access/permissions";

import { Badge } from "../_ui/badge";

const words: Record<Role, string> = {
  member: "Member",
  moderator: "Moderator",
  admin: "Admin",
  owner: "Owner",
};

/** A member's role: staff stands out. */
export function RoleBadge({ role }: { readonly role: Role }) {
  return <Badge tone={role === "member" ? "neutral" : "accent"}>{words[role]}</Badge>;
}
