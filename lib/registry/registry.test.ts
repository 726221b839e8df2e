import { beforeEach, describe, expect, test } from "vitest";

import { MemoryRegistry } from "./registry";

let registry: MemoryRegistry;
beforeEach(() => (registry = new MemoryRegistry()));

const v1 = Buffer.alloc(20, 1);
const v2 = Buffer.alloc(32, 2);
const wire = (hash: Buffer): string => hash.toString("latin1", 0, 20);
const torrent = (id: number, changes: object = {}) => ({
  id,
  infoHashV1: v1 as Buffer | null,
  infoHashV2: v2 as Buffer | null,
  sizeBytes: 1,
  snatched: 3,
  createdAt: 0,
  isPending: false,
  deleteReason: null,
  ...changes,
});

describe("the registry", () => {
  test("knows a hybrid by its v1 hash and by its v2 hash cut to 20 bytes, as one", () => {
    registry.putTorrent(torrent(7));
    expect(registry.torrentByInfoHash(wire(v1))).toBe(registry.torrentByInfoHash(wire(v2)));
    expect(registry.torrentByInfoHash(wire(v2))?.id).toBe(7);
  });

  test("forgets a hash that changed", () => {
    registry.putTorrent(torrent(7));
    registry.putTorrent(torrent(7, { infoHashV1: Buffer.alloc(20, 9) }));
    expect(registry.torrentByInfoHash(wire(v1))).toBeUndefined();
    expect(registry.torrentByInfoHash("\t".repeat(20))?.id).toBe(7);
  });

  test("forgets an old passkey, and not its new owner's", () => {
    const [old, fresh] = ["a".repeat(32), "b".repeat(32)];
    registry.putMember({ id: 1, passkey: old, banReason: null, isStaff: false });
    registry.putMember({ id: 1, passkey: fresh, banReason: null, isStaff: false });
    expect(registry.memberByPasskey(old)).toBeUndefined();
    registry.putMember({ id: 2, passkey: old, banReason: null, isStaff: false });
    registry.dropMember(1);
    expect(registry.memberByPasskey(old)?.id).toBe(2);
    expect(registry.memberByPasskey(fresh)).toBeUndefined();
  });

  test("tells who is welcome and what is served; strangers are not", () => {
    registry.putMember({ id: 1, passkey: "a".repeat(32), banReason: "", isStaff: false });
    registry.putMember({ id: 2, passkey: "b".repeat(32), banReason: null, isStaff: false });
    registry.putTorrent(torrent(1, { deleteReason: "Fake" }));
    expect([1, 2, 3].map((id) => registry.isWelcome(id))).toEqual([false, true, false]);
    expect([1, 2].map((id) => registry.isServed(id))).toEqual([false, false]);
  });

  test("keeps only what a full load named", () => {
    registry.putMember({ id: 1, passkey: "a".repeat(32), banReason: null, isStaff: false });
    registry.putTorrent(torrent(1));
    registry.keepOnly(new Set([1]), new Set());
    expect(registry.memberByPasskey("a".repeat(32))?.id).toBe(1);
    expect(registry.torrentByInfoHash(wire(v1))).toBeUndefined();
    expect(registry.snatchedOf(1)).toBe(0);
  });
});
