import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import { other, otherId, Scene, sceneStart } from "../../tests/support/scene";
import { aTorrent } from "../../tests/support/tracker";

import type { PeerTable } from "./swarm/peer-table";

let scene: Scene;
beforeEach(() => (scene = new Scene()));

describe("claims that cannot be true", () => {
  test("upload in a swarm that has had nobody to upload to is credited as nothing", () => {
    scene.say();
    scene.now += 1800;
    scene.say({ uploaded: 10 ** 9 });
    expect(scene.lastChange).toMatchObject({
      credit: { uploaded: 0 },
      suspicion: { kind: "nobody_to_upload_to", uploaded: 10 ** 9, seconds: 1800, leechers: 0 },
    });
    scene.now += 1800;
    scene.say({ passkey: other(1), left: 5 });
    scene.say({ uploaded: 10 ** 9 + 7 });
    expect(scene.lastChange).toMatchObject({ credit: { uploaded: 7 }, suspicion: null });
  });

  test("somebody who left since the last announce was there to upload to", () => {
    scene.say({ passkey: other(1), left: 5 });
    scene.say();
    scene.now += 900;
    scene.say({ passkey: other(1), left: 0, downloaded: 1000, event: "completed" });
    scene.now += 900;
    scene.say({ uploaded: 1000 });
    expect(scene.lastChange).toMatchObject({ credit: { uploaded: 1000 }, suspicion: null });
    scene.now += 1800;
    scene.say({ uploaded: 2000 });
    expect(scene.lastChange?.suspicion?.kind).toBe("nobody_to_upload_to");
  });

  test("one's own other client is nobody", () => {
    scene.say({ peer: "leech", left: 5, port: 2222 });
    scene.say();
    scene.now += 1800;
    scene.say({ peer: "leech", left: 5, port: 2222 });
    scene.say({ uploaded: 10 });
    expect(scene.lastChange?.suspicion?.kind).toBe("nobody_to_upload_to");
  });

  test("saying goodbye and coming back does not get round it", () => {
    scene.say();
    scene.now += 600;
    scene.say({ event: "stopped" });
    scene.now += 60;
    scene.say({ uploaded: 10 ** 9 });
    expect(scene.lastChange).toMatchObject({
      credit: { uploaded: 0 },
      suspicion: { kind: "nobody_to_upload_to" },
    });
  });

  test("nobody is suspected for what happened before this process began", () => {
    scene.startedAt = sceneStart;
    scene.say();
    scene.now += 60;
    scene.say({ uploaded: 10 });
    expect(scene.lastChange?.suspicion).toBeNull();
  });

  test("too much in too little time", () => {
    scene.say({ passkey: other(1), left: 5 });
    scene.say();
    scene.now += 10;
    scene.say({ uploaded: scene.settings.fastestBytesPerSecond * 10 });
    expect(scene.lastChange?.suspicion).toBeNull();
    scene.now += 10;
    scene.say({ uploaded: scene.settings.fastestBytesPerSecond * 21 });
    expect(scene.lastChange).toMatchObject({
      credit: { uploaded: 0, downloaded: 0 },
      suspicion: { kind: "upload_too_fast" },
    });
  });

  test("a download many times the torrent's size", () => {
    scene.say({ left: 1000 });
    scene.now += 1800;
    scene.say({ left: 1000, downloaded: 10 ** 10 });
    expect(scene.lastChange?.suspicion?.kind).toBe("downloaded_too_much");
    expect(scene.lastChange?.credit.downloaded).toBe(0);
  });
});

describe("a clock that is set", () => {
  test("back credits what was sent and no seed time, and loses nothing", () => {
    scene.say({ passkey: other(1), left: 5 });
    scene.say();
    scene.now -= 86_400;
    scene.say({ uploaded: 700 });
    expect(scene.lastChange).toMatchObject({ credit: { uploaded: 700 }, seedSeconds: 0 });
    scene.now += 86_400 + 900;
    scene.say({ uploaded: 800 });
    expect(scene.lastChange).toMatchObject({ credit: { uploaded: 100 }, seedSeconds: 900 });
  });

  test("forward by a year gives nobody a year of seed time", () => {
    scene.say({ passkey: other(1), left: 5 });
    scene.say();
    scene.now += 365 * 86_400;
    scene.say({ uploaded: 700 });
    expect(scene.lastChange?.seedSeconds).toBe(0);
  });
});

test("any run of announces keeps the counts of swarms and downloads right", () => {
  const act = fc.record({
    who: fc.integer({ min: 1, max: 3 }),
    peer: fc.constantFrom("a", "b"),
    torrentId: fc.integer({ min: 1, max: 2 }),
    left: fc.constantFrom(0, 5),
    event: fc.constantFrom("none" as const, "started" as const, "stopped" as const),
    wait: fc.integer({ min: 0, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      scene = new Scene();
      for (const { who, torrentId, wait, ...said } of acts) {
        scene.torrent = { ...aTorrent, id: torrentId };
        scene.now += wait;
        scene.say({ ...said, passkey: other(who), port: 3000 + who });
      }
      const { swarms } = scene.base;
      const present = peersOf(swarms.peers);
      for (const id of [1, 2]) {
        const here = present.filter(({ torrentId }) => torrentId === id);
        const seeders = here.filter(({ isSeeding }) => isSeeding).length;
        expect(swarms.sizeOf(id)).toEqual({ seeders, leechers: here.length - seeders });
      }
      for (const id of [1, 2, 3].map(otherId)) {
        const leeching = present.filter((one) => one.memberId === id && !one.isSeeding);
        const torrents = new Set(leeching.map(({ torrentId }) => torrentId));
        expect(swarms.downloadsOf(id)).toBe(torrents.size);
      }
    }),
  );
});

function peersOf(peers: PeerTable) {
  return Array.from({ length: peers.limit }, (_, slot) => slot)
    .filter((slot) => peers.isInSwarm(slot))
    .map((slot) => ({
      torrentId: peers.torrentId[slot],
      memberId: peers.memberId[slot],
      isSeeding: peers.isSeeding(slot),
    }));
}
