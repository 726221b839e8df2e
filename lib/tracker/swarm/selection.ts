import type { Swarms } from "./swarms";

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
  { peers, lists }: Swarms,
  wish: { readonly slot: number; readonly wanted: number; readonly random: RandomSource },
): number[] {
  const picked: number[] = [];
  if (wish.wanted === 0) return picked;
  const torrentId = peers.torrentId[wish.slot] ?? 0;
  const memberId = peers.memberId[wish.slot];
  const start = lists.startOf(torrentId);
  const seeders = lists.seedersOf(torrentId);
  const { slots } = lists;
  const take = (from: number, length: number): void => {
    // A member's own peers are few, so that looking at a few more than wanted always suffices.
    let looks = Math.min(length, wish.wanted - picked.length + OWN_PEERS_AT_MOST);
    let at = Math.floor(wish.random() * length);
    while (looks-- > 0 && picked.length < wish.wanted) {
      const slot = slots[from + at] ?? 0;
      if (peers.memberId[slot] !== memberId) picked.push(slot);
      at = at + 1 === length ? 0 : at + 1;
    }
  };
  if (!peers.isSeeding(wish.slot)) take(start, seeders);
  take(start + seeders, lists.countOf(torrentId) - seeders);
  return picked;
}

/** No site setting allows more clients of one member on one torrent. */
const OWN_PEERS_AT_MOST = 50;
