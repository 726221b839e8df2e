import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { selectPeers } from "./selection";
import { Swarms } from "./swarms";

const key = (torrentId: number, memberId: number, peer: number) => ({
  torrentId,
  memberId,
  peerId: `-XX0000-${peer.toString().padStart(12, "0")}`,
});

function slotsOf({ lists }: Swarms, torrentId: number): number[] {
  const start = lists.startOf(torrentId);
  return [...lists.slots.subarray(start, start + lists.countOf(torrentId))];
}

describe("swarms", () => {
  test("agree with a plain model through any joins, turns, leaves and forgettings", () => {
    const step = fc.record({
      torrentId: fc.integer({ min: 1, max: 3 }),
      memberId: fc.integer({ min: 1, max: 4 }),
      peer: fc.integer({ min: 0, max: 3 }),
      act: fc.constantFrom("seed", "leech", "leave", "forget"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const swarms = new Swarms();
        const model = new Map<string, { torrentId: number; state: string }>();
        for (const { torrentId, memberId, peer, act } of steps) {
          const name = `${torrentId}/${memberId}/${peer}`;
          const { slot, isNew } = swarms.find(key(torrentId, memberId, peer));
          expect(isNew).toBe(!model.has(name));
          if (act === "seed" || act === "leech") swarms.place(slot, act === "seed", 1);
          else swarms.withdraw(slot, 1);
          if (act === "forget") swarms.forget(slot);
          if (act === "forget") model.delete(name);
          else model.set(name, { torrentId, state: act });
        }
        for (const torrentId of [1, 2, 3]) {
          const count = (state: string): number =>
            [...model.values()].filter((one) => one.torrentId === torrentId && one.state === state)
              .length;
          expect(swarms.sizeOf(torrentId)).toEqual({
            seeders: count("seed"),
            leechers: count("leech"),
          });
          const listed = slotsOf(swarms, torrentId);
          expect(new Set(listed).size).toBe(count("seed") + count("leech"));
          for (const [place, slot] of listed.entries()) {
            expect(swarms.peers.isSeeding(slot)).toBe(place < count("seed"));
            expect(swarms.peers.position[slot]).toBe(place);
          }
        }
        expect(swarms.peers.size).toBe(model.size);
      }),
    );
  });

  test("keep both addresses of a dual-stack peer", () => {
    const { peers } = new Swarms();
    const slot = peers.add(key(1, 1, 1));
    const ipv4 = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const ipv6 = Uint8Array.from({ length: 18 }, (_, index) => index);
    peers.setAddress(slot, ipv4);
    peers.setAddress(slot, ipv6);
    expect([peers.ipv4Of(slot), peers.ipv6Of(slot)]).toEqual([ipv4, ipv6]);
  });

  test("hold many more peers than the table began with", () => {
    const swarms = new Swarms();
    for (let peer = 0; peer < 5000; peer++) {
      swarms.place(swarms.find(key(1 + (peer % 7), peer, peer)).slot, peer % 2 === 0, 1);
    }
    for (let peer = 0; peer < 5000; peer++) {
      expect(swarms.find(key(1 + (peer % 7), peer, peer)).isNew).toBe(false);
    }
  });
});

describe("selection", () => {
  function swarmOf(seeders: number, leechers: number) {
    const swarms = new Swarms();
    for (let member = 1; member <= seeders + leechers; member++) {
      swarms.place(swarms.find(key(1, member, member)).slot, member <= seeders, 1);
    }
    return swarms;
  }

  test("gives a leecher seeders first, a seeder only leechers, and nobody themselves", () => {
    const swarms = swarmOf(10, 10);
    const leecher = swarms.find(key(1, 20, 20)).slot;
    const seeder = swarms.find(key(1, 1, 1)).slot;
    const pick = (slot: number, wanted: number): number[] =>
      selectPeers(swarms, { slot, wanted, random: Math.random });
    expect(pick(leecher, 10).every((slot) => swarms.peers.isSeeding(slot))).toBe(true);
    expect(pick(leecher, 50)).toHaveLength(19);
    expect(pick(leecher, 50)).not.toContain(leecher);
    expect(pick(seeder, 50)).toHaveLength(10);
    expect(pick(leecher, 0)).toHaveLength(0);
  });

  test("leaves out the member's own other peers", () => {
    const swarms = swarmOf(5, 0);
    const home = swarms.find(key(1, 3, 99)).slot;
    swarms.place(home, false, 1);
    const picked = selectPeers(swarms, {
      slot: home,
      wanted: 50,
      random: () => 0,
    });
    expect(picked.map((slot) => swarms.peers.memberId[slot])).not.toContain(3);
    expect(picked).toHaveLength(4);
  });

  test("hands everybody out about equally often", () => {
    const swarms = swarmOf(200, 1);
    const leecher = swarms.find(key(1, 201, 201)).slot;
    const times = new Map<number, number>();
    let state = 1;
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    for (let round = 0; round < 4000; round++) {
      for (const slot of selectPeers(swarms, {
        slot: leecher,
        wanted: 20,
        random,
      })) {
        times.set(slot, (times.get(slot) ?? 0) + 1);
      }
    }
    // 400 expected each, with a standard deviation of 19.
    expect(times.size).toBe(200);
    for (const count of times.values()) expect(Math.abs(count - 400)).toBeLessThan(100);
  });
});
