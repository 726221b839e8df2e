import { createHash, randomBytes } from "node:crypto";

export const setupHours = 24;

/** What the set-up link holds. */
export function newSetupToken(): string {
  return randomBytes(24).toString("base64url");
}

/** What the database holds. */
export function setupIdOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
