import type { Prisma } from "#lib/db/client";

import type { Random } from "../factories/random.ts";
import { makeIpv4, makeIpv6, makePeerId } from "../factories/swarms.ts";
import type { Part } from "./swarm.ts";

const clients = [
  { prefix: "-TR4060-", userAgent: "Transmission/4.0.6" },
  { prefix: "-qB5120-", userAgent: "qBittorrent/5.1.2" },
  { prefix: "-qB4650-", userAgent: "qBittorrent/4.6.5" },
  { prefix: "-DE2200-", userAgent: "Deluge/2.2.0 libtorrent/2.0.11.0" },
  { prefix: "-lt0F01-", userAgent: "rtorrent/0.15.1/0.15.1" },
  { prefix: "-BI3700-", userAgent: "BiglyBT/3.7.0.0" },
] as const;

export function snatchRow(part: Part): Prisma.SnatchCreateManyInput {
  const isSeed = part.left === 0;
  return {
    memberId: part.sharer.id,
    torrentId: part.torrentId,
    uploaded: part.uploaded,
    downloaded: part.downloaded,
    left: part.left,
    seedSeconds: part.seedSeconds,
    seedCountedUntil: isSeed ? new Date(part.lastSeen) : null,
    firstSeenAt: new Date(part.firstSeen),
    lastSeenAt: new Date(part.lastSeen),
    completedAt: part.completed === null ? null : new Date(part.completed),
  };
}

/** One long session a member: its running totals are all that the member did in this swarm. */
export function peerRow(random: Random, part: Part): Prisma.PeerCreateManyInput {
  const client = random.pick(clients);
  const hasIpv6 = random.chance(0.3);
  return {
    torrentId: part.torrentId,
    memberId: part.sharer.id,
    peerId: makePeerId(random, client.prefix),
    uploaded: part.uploaded,
    downloaded: part.downloaded,
    left: part.left,
    ipv4: hasIpv6 && random.chance(0.2) ? null : makeIpv4(random),
    ipv6: hasIpv6 ? makeIpv6(random) : null,
    userAgent: client.userAgent,
    active: part.isActive,
    firstSeenAt: new Date(part.firstSeen),
    lastSeenAt: new Date(part.lastSeen),
  };
}
