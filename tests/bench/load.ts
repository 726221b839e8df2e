import { seededRandom } from "../../prisma/factories/random.ts";

/** How much the trackers are asked to carry. The same for all of them, and the same in each run. */
export interface LoadSize {
  readonly torrents: number;
  readonly peers: number;
  readonly members: number;
  /** Peers in each torrent; by default few swarms are large and many are small, as in life. */
  readonly swarmPeers?: number;
  readonly numWant?: number;
  /** Everybody downloads: then everybody is handed out to everybody. */
  readonly hasNoSeeders?: boolean;
  /** Another one makes other torrents and peers, for the same members. */
  readonly seed?: string;
}

export interface Load {
  readonly infoHashes: readonly Buffer[];
  readonly passkeys: readonly string[];
  /** In the order in which they announce, which has nothing to do with their torrents. */
  readonly peers: readonly LoadPeer[];
}

export interface LoadPeer {
  readonly member: number;
  /** The query string up to the total that grows. */
  readonly query: string;
}

/** Bytes by which a peer's total grows from one of its announces to the next. */
export const stepBytes = 16_384;

/**
 * Peers spread over torrents. Info hashes and the peer ids' tails are binary, percent-encoded as
 * clients do it. Nobody reports what cannot be: every swarm has somebody who downloads and
 * somebody else who uploads, and no member is twice in a swarm that is smaller than the site.
 */
export function makeLoad({ torrents, peers, members, ...shape }: LoadSize): Load {
  const random = seededRandom(shape.seed ?? "bench");
  const infoHashes = Array.from({ length: torrents }, () => random.bytes(20));
  const passkeys = passkeysOf(members);
  const sizes = new Uint32Array(torrents);
  const made = Array.from({ length: peers }, (_, at): LoadPeer => {
    const torrent =
      shape.swarmPeers === undefined
        ? skewed(at, torrents, random.fraction())
        : Math.floor(at / shape.swarmPeers);
    const place = sizes[torrent] ?? 0;
    sizes[torrent] = place + 1;
    const isSeeding = place > 0 && shape.hasNoSeeders !== true && random.chance(0.7);
    const peerId = Buffer.concat([Buffer.from("-BN0001-"), random.bytes(12)]);
    // Each peer announces far more often than clients do: only one that starts is never too early.
    return {
      member: (torrent * 7 + place) % members,
      query:
        `info_hash=${percentEncoded(infoHashes[torrent] ?? Buffer.alloc(20))}` +
        `&peer_id=${percentEncoded(peerId)}&port=${1024 + (at % 60_000)}&compact=1` +
        `&numwant=${shape.numWant ?? 50}&downloaded=0&left=${isSeeding ? 0 : 1_000_000}&event=started&uploaded=`,
    };
  });
  return { infoHashes, passkeys, peers: shuffled(made, () => random.fraction()) };
}

function passkeysOf(members: number): string[] {
  const random = seededRandom("bench members");
  return Array.from({ length: members }, () => random.hex(32));
}

/** Two peers for each torrent; the others gather in few of them. */
function skewed(at: number, torrents: number, chance: number): number {
  return at < 2 * torrents ? at >> 1 : Math.floor(torrents * chance ** 2.5);
}

function shuffled<T>(list: T[], fraction: () => number): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(fraction() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}

function percentEncoded(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const sign = String.fromCharCode(byte);
    return /[\w.~-]/.test(sign) ? sign : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}

/** A request up to the total that grows. */
export function requestHead(load: Load, peer: LoadPeer, hasPasskeys: boolean): string {
  const path = hasPasskeys ? `/announce/${load.passkeys[peer.member] ?? ""}` : "/announce";
  return `GET ${path}?${peer.query}`;
}

/**
 * The total that the announce at a position reports: announces run through all peers in turn, and
 * each pass reports a step more.
 */
export function totalAt(position: number, peers: number): number {
  return (Math.floor(position / peers) + 1) * stepBytes;
}
