import type { Actor } from "#lib/access/actor";
import { clientNameOf } from "#lib/clients/names";
import { prisma } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { seesPrivateOf } from "#lib/members/queries";
import { readSettings } from "#lib/settings/queries";

import {
  addressesOf,
  addressWithPort,
  closedPorts,
  portStateOf,
  type TriedGroup,
  verdictOf,
} from "./rules";
import type { AnnouncedTorrent, Announcer, AnnounceView, ClosedPort, PeerPage } from "./types";

/** As many as the tracker remembers of a member. */
const SHOWN_ANNOUNCES = 50;
const PAGE_PEERS = 25;
/** Distinct addresses of one member's clients; nobody has so many. */
const MOST_TRIED_GROUPS = 1000;

/**
 * The last announces of a member's clients, newest first, as far as the tracker has written them
 * down: see `watchAnnounces`.
 * @throws AppError `forbidden` unless the viewer sees what is private to the member
 */
export async function lastAnnounces(
  viewer: Actor,
  { onlyTroubles, ...whose }: Announcer & { readonly onlyTroubles: boolean },
): Promise<AnnounceView[]> {
  refuseStrangers(viewer, whose);
  const rows = await prisma.announceTrace.findMany({
    where: {
      memberId: whose.memberId,
      ...(onlyTroubles ? { verdict: { not: "ok" } } : {}),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: SHOWN_ANNOUNCES,
  });
  const torrents = await torrentsOf(rows.map(({ torrentId }) => torrentId));
  return rows.map((row) => ({
    id: String(row.id),
    at: row.at,
    client: clientNameOf(row.peerId, row.userAgent),
    userAgent: row.userAgent,
    torrent: row.torrentId === null ? null : (torrents.get(row.torrentId) ?? null),
    event: row.event,
    address: addressWithPort(row.address, row.port),
    uploaded: row.uploaded,
    downloaded: row.downloaded,
    left: row.left,
    creditedUploaded: row.creditedUploaded,
    creditedDownloaded: row.creditedDownloaded,
    peersGiven: row.peersGiven,
    verdict: verdictOf(row.verdict, row.says),
  }));
}

/**
 * A member's clients torrent by torrent as the tracker has them now, the last heard of first.
 * @throws AppError `forbidden` unless the viewer sees what is private to the member
 */
export async function peersNow(
  viewer: Actor,
  { after, ...whose }: Announcer & { readonly after?: string | undefined },
): Promise<PeerPage> {
  refuseStrangers(viewer, whose);
  const cursor = cursorFrom(after);
  const rows = await prisma.$queryRaw<PeerRow[]>`
    SELECT p."torrent_id" AS "torrentId", p."peer_id" AS "peerId", p."left", p."ipv4", p."ipv6",
      p."user_agent" AS "userAgent", p."connectable", p."last_seen_at" AS "lastSeenAt",
      t."title", t."deleted_at" AS "deletedAt"
    FROM "peers" p JOIN "torrents" t ON t."id" = p."torrent_id"
    WHERE p."member_id" = ${whose.memberId} AND p."active"
      AND (p."last_seen_at", p."torrent_id", p."peer_id")
        < (${cursor.lastSeenAt}, ${cursor.torrentId}, ${cursor.peerId})
    ORDER BY p."last_seen_at" DESC, p."torrent_id" DESC, p."peer_id" DESC
    LIMIT ${PAGE_PEERS + 1}`;
  const peers = rows.slice(0, PAGE_PEERS).map((row) => ({
    key: cursorOf(row),
    torrent: torrentOf({ id: row.torrentId, ...row }),
    client: clientNameOf(row.peerId, row.userAgent),
    userAgent: row.userAgent,
    addresses: addressesOf(row),
    lastSeenAt: row.lastSeenAt,
    state: row.left === 0n ? ("seeding" as const) : ("leeching" as const),
    port: portStateOf(row.connectable),
  }));
  return { peers, next: rows.length > PAGE_PEERS ? (peers.at(-1)?.key ?? null) : null };
}

/**
 * The ports of a member's clients that were tried and could not be reached. None when the site
 * tries no ports.
 * @throws AppError `forbidden` unless the viewer sees what is private to the member
 */
export async function closedPortsOf(viewer: Actor, whose: Announcer): Promise<ClosedPort[]> {
  refuseStrangers(viewer, whose);
  const { portChecks } = await readSettings();
  if (portChecks === "off") return [];
  const groups = await prisma.$queryRaw<TriedGroup[]>`
    SELECT "ipv4", "ipv6", substring("peer_id" FOR 8) AS "peerIdPrefix",
      "user_agent" AS "userAgent", "connectable" AS "isOpen", max("last_seen_at") AS "lastSeenAt"
    FROM "peers"
    WHERE "member_id" = ${whose.memberId} AND "active" AND "connectable" IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
    LIMIT ${MOST_TRIED_GROUPS}`;
  return closedPorts(groups);
}

function refuseStrangers(viewer: Actor, whose: Announcer): void {
  if (seesPrivateOf(viewer, whose)) return;
  throw new AppError("forbidden", "Only the member and staff see these announces.");
}

/** Traces are not tied to torrents: one may be gone by now. */
async function torrentsOf(ids: readonly (number | null)[]): Promise<Map<number, AnnouncedTorrent>> {
  const rows = await prisma.torrent.findMany({
    where: { id: { in: [...new Set(ids.filter((id) => id !== null))] } },
    select: { id: true, title: true, deletedAt: true },
  });
  return new Map(rows.map((row) => [row.id, torrentOf(row)]));
}

function torrentOf(row: { id: number; title: string; deletedAt: Date | null }): AnnouncedTorrent {
  return { id: row.id, title: row.title, isDeleted: row.deletedAt !== null };
}

interface PeerKey {
  readonly lastSeenAt: Date;
  readonly torrentId: number;
  readonly peerId: Uint8Array;
}

interface PeerRow extends PeerKey {
  readonly left: bigint;
  readonly ipv4: Uint8Array | null;
  readonly ipv6: Uint8Array | null;
  readonly userAgent: string;
  readonly connectable: boolean | null;
  readonly title: string;
  readonly deletedAt: Date | null;
}

function cursorOf({ lastSeenAt, torrentId, peerId }: PeerKey): string {
  return `${lastSeenAt.getTime()}-${torrentId}-${Buffer.from(peerId).toString("hex")}`;
}

/** Without one, or with one that somebody made up: before every peer there is. */
function cursorFrom(after: string | undefined): PeerKey {
  const match = /^(\d{1,13})-(\d{1,9})-([0-9a-f]{40})$/.exec(after ?? "");
  if (match === null) return { lastSeenAt: endOfTime, torrentId: 0, peerId: new Uint8Array() };
  return {
    lastSeenAt: new Date(Number(match[1])),
    torrentId: Number(match[2]),
    peerId: Buffer.from(match[3] ?? "", "hex"),
  };
}

const endOfTime = new Date(Date.UTC(9999, 11, 31));
