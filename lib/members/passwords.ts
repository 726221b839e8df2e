import { randomBytes } from "node:crypto";

import { hash, verify } from "@node-rs/argon2";

/**
 * argon2id (the library's default) at OWASP's first recommendation: 19 MiB, 2 passes, 1 lane.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes a password with argon2id and a random salt, as a PHC string. About 20 ms. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), cost);
}

/**
 * Whether the password belongs to the hash. With `null` (no such member) it does the same work on
 * a hash that nothing fits, so that the time tells nothing.
 */
export async function verifyPassword(
  password: string,
  passwordHash: string | null,
): Promise<boolean> {
  const decoy = await decoyHash();
  const fits = await verify(passwordHash ?? decoy, normalize(password));
  return fits && passwordHash !== null;
}

let decoy: Promise<string> | undefined;

function decoyHash(): Promise<string> {
  decoy ??= hash(randomBytes(32), cost);
  return decoy;
}

/** One password, however the keyboard composes its letters (NIST SP 800-63B, 3.1.1.2). */
function normalize(password: string): string {
  return password.normalize("NFKC");
}
