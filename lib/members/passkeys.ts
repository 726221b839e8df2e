import { randomBytes } from "node:crypto";

/** A new passkey: 16 random bytes as 32 lower-case hex digits. */
export function newPasskey(): string {
  return randomBytes(16).toString("hex");
}
