import type { PeerTable } from "./peer-table";
import type { Swarm } from "./swarms";

/** Yields numbers from 0 (inclusive) to 1 (exclusive), like Math.random. */
export type RandomSource = () => number;

/**
 * Picks peers for one announce: a leecher gets seeders and then leechers, a seeder only leechers.
 * The member's own peers are left out, so that nobody trades with themselves.
 *
 * Each list is read from a random place on, wrapping round: every peer is as likely as any other,
 * and the work depends on `wanted` alone.
 *
 * @returns slots, at most `wanted`
 */
export function selectPeers(
  peers: PeerTable,
  swarm: Swarm,
  wish: { slot: number; wanted: number; random: RandomSource },
): number[] {
  const picked: number[] = [];
  const memberId = peers.memberId[wish.slot];
  const take = (list: readonly number[]): void => {
    // A member's own peers are few, so that looking at a few more than wanted always suffices.
    let looks = Math.min(list.length, wish.wanted - picked.length + OWN_PEERS_AT_MOST);
    let at = Math.floor(wish.random() * list.length);
    while (looks-- > 0 && picked.length < wish.wanted) {
      const slot = list[at];
      if (slot !== undefined && peers.memberId[slot] !== memberId) picked.push(slot);
      at = at + 1 === list.length ? 0 : at + 1;
    }
  };
  if (!peers.isSeeding(wish.slot)) take(swarm.seeders);
  take(swarm.leechers);
  return picked;
}

const OWN_PEERS_AT_MOST = 16;
