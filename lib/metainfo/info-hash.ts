import { createHash } from "node:crypto";

/** The hash of an info dictionary's exact bytes: SHA-1 for v1 (BEP 3), SHA-256 for v2 (BEP 52). */
export function infoHash(algorithm: "sha1" | "sha256", info: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash(algorithm).update(info).digest());
}
