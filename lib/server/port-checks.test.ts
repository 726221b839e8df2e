import { createServer, type AddressInfo } from "node:net";

import { beforeEach, describe, expect, test } from "vitest";

import { PeerTable } from "#lib/tracker/swarm/peer-table";

import { usualSettings } from "../../tests/support/tracker";

import { ConnectBack, tryPort } from "./port-checks";

const somewhere = Uint8Array.of(203, 0, 113, 9);

let now: number;
let peers: PeerTable;
let touched: number[];
let tried: { address: string; port: number; done: (isOpen: boolean) => void }[];
let checks: ConnectBack;

beforeEach(() => {
  now = 1_000_000;
  peers = new PeerTable();
  touched = [];
  tried = [];
  checks = new ConnectBack({
    peers,
    ledger: { record: () => undefined, touch: (slot) => touched.push(slot) },
    settings: () => ({ ...usualSettings, checksPorts: true }),
    now: () => now,
    tryPort: (address, port, done) => tried.push({ address, port, done }),
  });
  return () => {
    checks.close();
  };
});

function peer(torrentId: number, memberId = 1): number {
  const slot = peers.add({ torrentId, memberId, peerId: "-XX0000-aaaaaaaaaaaa" });
  peers.enter(slot, true);
  return slot;
}

describe("port checks", () => {
  test("try the address of the announce, and say what came of it", () => {
    const slot = peer(1);
    checks.consider(slot, somewhere, 6881);
    expect(peers.isConnectable(slot)).toBeNull();
    tried[0]?.done(false);
    expect(tried).toMatchObject([{ address: "203.0.113.9", port: 6881 }]);
    expect([peers.isConnectable(slot), touched]).toEqual([false, [slot]]);
  });

  test("try once for all torrents of a client, and again after half an hour", () => {
    const [one, other] = [peer(1), peer(2)];
    checks.consider(one, somewhere, 6881);
    tried[0]?.done(true);
    checks.consider(other, somewhere, 6881);
    expect([tried.length, peers.isConnectable(other)]).toEqual([1, true]);
    now += 1799;
    checks.consider(one, somewhere, 6881);
    expect(tried).toHaveLength(1);
    now += 1;
    checks.consider(one, somewhere, 6881);
    expect(tried).toHaveLength(2);
  });

  test("never go to an address that is not public", () => {
    for (const address of [
      [127, 0, 0, 1],
      [10, 0, 0, 1],
      [169, 254, 169, 254],
    ]) {
      checks.consider(peer(address[3] ?? 0), Uint8Array.from(address), 80);
    }
    expect(tried).toEqual([]);
  });

  test("are bounded: so many at a time, however many ask", () => {
    for (let torrentId = 1; torrentId <= 100; torrentId++) {
      checks.consider(peer(torrentId), somewhere, 1024 + torrentId);
    }
    expect(tried).toHaveLength(32);
    tried[0]?.done(true);
    expect(tried).toHaveLength(33);
    for (let done = 1; done < 60; done++) tried[done]?.done(true);
    expect(tried).toHaveLength(50);
  });

  test("say nothing of a peer whose place another has taken meanwhile", () => {
    const slot = peer(1);
    checks.consider(slot, somewhere, 6881);
    peers.leave(slot);
    peers.remove(slot);
    const next = peers.add({ torrentId: 1, memberId: 2, peerId: "-YY0000-bbbbbbbbbbbb" });
    peers.enter(next, true);
    tried[0]?.done(true);
    expect([next, peers.isConnectable(slot), touched]).toEqual([slot, null, []]);
  });
});

test("a port that listens is open, one that does not is closed", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      tryPort("127.0.0.1", port, resolve);
    });
  expect(await isOpen()).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await isOpen()).toBe(false);
});
