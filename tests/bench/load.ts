import { seededRandom } from "../../prisma/factories/random.ts";

/** How much the trackers are asked to carry. The same for all of them, and the same in each run. */
export interface LoadSize {
  readonly torrents: number;
  readonly peers: number;
  readonly members: number;
}

export interface Load {
  readonly infoHashes: readonly Buffer[];
  readonly passkeys: readonly string[];
  readonly peers: readonly LoadPeer[];
}

interface LoadPeer {
  readonly torrent: number;
  readonly member: number;
  readonly isSeeding: boolean;
  /** The query string up to the total that grows. */
  readonly query: string;
}

/**
 * Peers spread over torrents as they are in life: few large swarms, many small ones. Info hashes
 * and the peer ids' tails are binary, percent-encoded as clients do it.
 */
export function makeLoad({ torrents, peers, members }: LoadSize): Load {
  const random = seededRandom("bench");
  const infoHashes = Array.from({ length: torrents }, () => random.bytes(20));
  const passkeys = Array.from({ length: members }, () => random.hex(32));
  return {
    infoHashes,
    passkeys,
    peers: Array.from({ length: peers }, (_, at) => {
      const torrent = Math.floor(torrents * random.fraction() ** 2.5);
      const isSeeding = random.chance(0.7);
      const peerId = Buffer.concat([Buffer.from("-BN0001-"), random.bytes(12)]);
      const query =
        `info_hash=${percentEncoded(infoHashes[torrent] ?? Buffer.alloc(20))}` +
        `&peer_id=${percentEncoded(peerId)}&port=${1024 + (at % 60_000)}&compact=1&numwant=50` +
        `&downloaded=0&left=${isSeeding ? 0 : 1_000_000}&uploaded=`;
      return { torrent, member: random.integer(0, members - 1), isSeeding, query };
    }),
  };
}

function percentEncoded(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const sign = String.fromCharCode(byte);
    return /[\w.~-]/.test(sign) ? sign : `%${byte.toString(16).padStart(2, "0")}`;
  }).join("");
}
