/** From least to most. A role never holds less than the one before it. */
export const ROLES = ["member", "moderator", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

/**
 * The one permission table: the least role that holds each permission.
 * `orOwner` gives it also to the member whom the thing belongs to.
 */
export const PERMISSIONS = {
  "torrent.view": { role: "member" },
  "torrent.upload": { role: "member" },
  "torrent.comment": { role: "member" },
  "torrent.edit": { role: "moderator", orOwner: true },
  "torrent.delete": { role: "moderator" },
  "comment.delete": { role: "moderator", orOwner: true },
  "member.view": { role: "member" },
  "member.seePrivate": { role: "moderator", orOwner: true },
  "member.editSelf": { role: "member" },
  "member.ban": { role: "moderator" },
  "member.setRole": { role: "admin" },
  "member.resetPasskey": { role: "admin", orOwner: true },
  "member.resetPassword": { role: "admin" },
  "member.add": { role: "admin" },
  "invite.create": { role: "member" },
  "staff.view": { role: "moderator" },
  "client.edit": { role: "moderator" },
  "settings.edit": { role: "admin" },
  "audit.view": { role: "admin" },
} as const satisfies Record<string, { role: Role; orOwner?: boolean }>;

export type Permission = keyof typeof PERMISSIONS;
