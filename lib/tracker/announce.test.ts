import { beforeEach, describe, expect, test } from "vitest";

import { other, Scene, sceneStart, verdictOf } from "../../tests/support/scene";
import { aMember, aTorrent, usualSettings } from "../../tests/support/tracker";

import { announce, type AnnounceAnswer } from "./announce";
import { refuse, type Refusal } from "./refusals";

let scene: Scene;
beforeEach(() => (scene = new Scene()));

describe("the checks", () => {
  /** Everything wrong at once; each step puts the first thing right that spoke. */
  test("speak in their order, and nothing of a torrent before the passkey is known", () => {
    scene.rules = [{ verdict: "deny", field: "peer_id", prefix: "-XX", note: "It lies." }];
    scene.settings = { ...scene.settings, peersPerTorrent: 0 };
    scene.member = { ...aMember, banReason: "Sold invites" };
    scene.torrent = undefined;
    const order: string[] = [];
    const note = (said: AnnounceAnswer | Refusal): void => void order.push(verdictOf(said));
    const origin = { address: Uint8Array.of(203, 0, 113, 1), userAgent: "" };
    note(announce(scene.tracker, { passkey: "x", request: refuse("left_invalid"), origin }));
    note(scene.say({ port: 80, passkey: "x" }));
    scene.rules = [];
    note(scene.say({ port: 80, passkey: "x" }));
    note(scene.say({ passkey: "x" }));
    note(scene.say({ passkey: "d".repeat(32) }));
    note(scene.say());
    scene.member = aMember;
    note(scene.say());
    scene.torrent = { ...aTorrent, deleteReason: "Fake" };
    note(scene.say());
    scene.torrent = aTorrent;
    note(scene.say());
    scene.settings = usualSettings;
    note(scene.say());
    scene.now += 100;
    note(scene.say());
    expect(order).toEqual([
      "left_invalid",
      "client_denied",
      "port_denied",
      "passkey_malformed",
      "passkey_invalid",
      "member_banned",
      "torrent_unregistered",
      "torrent_deleted",
      "too_many_peers",
      "ok",
      "too_early",
    ]);
  });

  test("are traced for the member whose passkey it is, whatever spoke", () => {
    scene.say({ port: 80 });
    scene.say({ passkey: "d".repeat(32) });
    scene.say();
    expect(scene.heard.map(({ memberId, verdict }) => [memberId, verdict])).toEqual([
      [1, "port_denied"],
      [1, "ok"],
    ]);
    expect(scene.heard[0]?.says).toContain("Port 80");
  });

  test("let a goodbye through from any port and over any limit", () => {
    scene.settings = { ...scene.settings, peersPerTorrent: 0, downloadsPerMember: 1 };
    expect(scene.codeOf({ event: "stopped", port: 80, left: 5 })).toBe("ok");
  });
});

describe("a pending torrent", () => {
  beforeEach(() => (scene.torrent = { ...aTorrent, isPending: true }));

  test("may be seeded, gives nobody peers but staff, and opens with its approval", () => {
    expect(scene.codeOf()).toBe("torrent_pending");
    expect(scene.codeOf({ passkey: other(1), left: 1 })).toBe("torrent_pending");
    expect(scene.answered({ passkey: other(1), left: 1 }).picked).toEqual([]);
    scene.torrent = aTorrent;
    scene.now += 400;
    expect(scene.answered({ passkey: other(1), left: 1 }).picked).toHaveLength(1);
  });

  test("shows staff its swarm", () => {
    scene.say({ passkey: other(1) });
    scene.member = { ...aMember, isStaff: true };
    expect(scene.answered({ left: 1 }).picked).toHaveLength(1);
  });

  test("credits as any other", () => {
    scene.say({ left: 1000 });
    scene.say({ left: 0, downloaded: 1000, event: "completed" });
    expect(scene.changes.at(-1)).toMatchObject({ completed: true, credit: { downloaded: 1000 } });
  });
});

describe("slots", () => {
  test("hold several clients of one member; one more is told so, and counts nowhere", () => {
    scene.settings = { ...scene.settings, peersPerTorrent: 2 };
    scene.say({ peer: "home", port: 1111 });
    scene.say({ peer: "box", port: 2222 });
    const third = scene.say({ peer: "third", port: 3333, uploaded: 9 });
    expect(verdictOf(third)).toBe("too_many_peers");
    expect(scene.base.swarms.sizeOf(1)).toEqual({ seeders: 2, leechers: 0 });
    expect(scene.changes).toHaveLength(2);
    scene.say({ peer: "home", port: 1111, event: "stopped" });
    expect(scene.codeOf({ peer: "third", port: 3333 })).toBe("ok");
  });

  test("stopping one of two seeds leaves the other", () => {
    scene.say({ peer: "home" });
    scene.say({ peer: "box", port: 2222 });
    scene.say({ peer: "home", event: "stopped" });
    expect(scene.answered({ passkey: other(1), left: 1 }).complete).toBe(1);
  });

  test("a client that crashed takes the place of what it was, at the same address and port", () => {
    scene.settings = { ...scene.settings, peersPerTorrent: 1 };
    scene.say({ peer: "before", port: 7000 });
    expect(scene.codeOf({ peer: "elsewhere", port: 7001 })).toBe("too_many_peers");
    expect(scene.codeOf({ peer: "after", port: 7000 })).toBe("ok");
    expect(scene.base.swarms.sizeOf(1).seeders).toBe(1);
  });

  test("a member downloads so many torrents at a time, each with as many clients as allowed", () => {
    scene.settings = { ...scene.settings, downloadsPerMember: 1 };
    scene.say({ left: 5 });
    expect(scene.codeOf({ left: 5, peer: "second", port: 2222 })).toBe("ok");
    scene.torrent = { ...aTorrent, id: 2 };
    expect(scene.codeOf({ left: 5 })).toBe("too_many_downloads");
    expect(scene.codeOf({ left: 0, peer: "seed" })).toBe("ok");
    scene.member = { ...aMember, isStaff: true };
    expect(scene.codeOf({ left: 5, peer: "staff" })).toBe("ok");
  });

  test("come free when a download is complete or stopped", () => {
    scene.settings = { ...scene.settings, downloadsPerMember: 1 };
    scene.say({ left: 5 });
    scene.say({ left: 0, downloaded: 5, event: "completed" });
    scene.torrent = { ...aTorrent, id: 2 };
    expect(scene.codeOf({ left: 5 })).toBe("ok");
    scene.say({ left: 5, event: "stopped" });
    scene.torrent = { ...aTorrent, id: 3 };
    expect(scene.codeOf({ left: 5 })).toBe("ok");
  });

  test("are not filled up by peer ids that come and go", () => {
    const codes = Array.from({ length: 70 }, (_, number) => {
      const peer = String(number);
      const code = scene.codeOf({ peer, port: 2000 + number });
      scene.say({ peer, event: "stopped" });
      return code;
    });
    expect(codes.slice(0, 64)).toEqual(new Array(64).fill("ok"));
    expect(codes.slice(64)).toEqual(new Array(6).fill("too_many_peers"));
  });
});

describe("the shortest interval", () => {
  test("an early announce is credited and brings no peers", () => {
    scene.say({ passkey: other(1), left: 1 });
    scene.say();
    scene.now += 60;
    const early = scene.answered({ uploaded: 500 });
    expect(early.warning?.text).toContain("60 seconds ago");
    expect(early.picked).toEqual([]);
    expect(scene.changes.at(-1)?.credit.uploaded).toBe(500);
    scene.now = sceneStart + 300;
    expect(scene.answered({ uploaded: 600 }).picked).toHaveLength(1);
  });

  test("a second announce of a moment, over IPv6 or with the other hash, gets its peers", () => {
    scene.say({ passkey: other(1), left: 1 });
    scene.say();
    scene.now += 3;
    const ipv6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    expect(scene.answered({ address: ipv6 }).picked).toHaveLength(1);
    scene.now += 20;
    expect(scene.codeOf({ address: ipv6 })).toBe("too_early");
  });

  test("asking every few seconds does not get round it", () => {
    scene.say({ passkey: other(1), left: 1 });
    const given = Array.from({ length: 30 }, () => {
      scene.now += 5;
      return scene.answered().picked.length;
    });
    expect(given.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3);
  });

  test("does not hold up who starts or has just finished", () => {
    scene.say({ passkey: other(1) });
    scene.say({ left: 5 });
    scene.now += 30;
    expect(scene.answered({ left: 0, downloaded: 5, event: "completed" }).warning).toBeNull();
    scene.now += 30;
    expect(scene.answered({ event: "started", left: 5 }).picked).toHaveLength(1);
  });
});

describe("the peer quota", () => {
  test("runs out, is told, and comes back with time; credit goes on", () => {
    scene.settings = { ...scene.settings, peerQuotaPerHour: 30 };
    for (let number = 1; number <= 20; number++) scene.say({ passkey: other(number), left: 1 });
    const ask = (peer: string) => scene.answered({ peer, left: 0, event: "started", uploaded: 0 });
    expect(ask("a").picked).toHaveLength(20);
    expect(ask("b").picked).toHaveLength(10);
    const out = ask("c");
    expect([out.picked.length, verdictOf(out)]).toEqual([0, "quota_reached"]);
    scene.now += 1800;
    expect(ask("d").picked).toHaveLength(15);
  });

  test("is one member's own", () => {
    scene.settings = { ...scene.settings, peerQuotaPerHour: 1 };
    scene.say({ passkey: other(1), left: 1 });
    expect(scene.answered().picked).toHaveLength(1);
    expect(scene.answered({ passkey: other(2) }).picked).toHaveLength(1);
  });
});

describe("stated addresses", () => {
  const stated = [Uint8Array.of(0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(9), 26, 225)];
  const ipv6Of = (): Uint8Array | null => {
    const slot = scene.base.swarms.peers.firstOf(1, 1);
    return scene.base.swarms.peers.ipv6Of(slot);
  };

  test("are hearsay unless the site believes them", () => {
    scene.say({ statedAddresses: stated });
    expect(ipv6Of()).toBeNull();
    scene.settings = { ...scene.settings, believesAddresses: true };
    scene.say({ statedAddresses: stated });
    expect(ipv6Of()).toEqual(stated[0]);
    expect(scene.base.swarms.sizeOf(1).seeders).toBe(1);
  });

  test("never replace the address that the announce came from", () => {
    scene.settings = { ...scene.settings, believesAddresses: true };
    scene.say({ statedAddresses: [Uint8Array.of(198, 51, 100, 1, 1, 1)] });
    const slot = scene.base.swarms.peers.firstOf(1, 1);
    expect(scene.base.swarms.peers.ipv4Of(slot)).toEqual(Uint8Array.of(203, 0, 113, 1, 26, 225));
  });
});
