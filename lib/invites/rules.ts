import { createHash, randomBytes } from "node:crypto";

/** Most unused invites that a member may have at once. */
export const mostOpenInvites = 20;

/** What the invite's link holds: 18 random bytes in base64url, 24 characters. */
export function newInviteCode(): string {
  return randomBytes(18).toString("base64url");
}

/** What the database holds: whoever reads it can use no invite. */
export function inviteIdOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}

/** Where a newcomer goes with an invite. */
export function inviteUrl(baseUrl: string, code: string): string {
  return `${baseUrl}/register?invite=${encodeURIComponent(code)}`;
}
