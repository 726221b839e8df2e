import type { PoolClient } from "pg";

import { int4Array, int8Array } from "#lib/db/binary-arrays";

import type { PeerUpdate } from "./packed";

/** Milliseconds for which claims add up in memory: they are evidence, not money. */
const WRITE_EVERY_MS = 60_000;
const HOUR_SECONDS = 3600;
/** What one hour's row can hold; absurd claims stop there. */
const BYTES_AT_MOST = Number.MAX_SAFE_INTEGER;

/** Bytes claimed in one hour, by the id of a torrent or a member. */
type Hour = Map<number, { uploaded: number; downloaded: number }>;

/**
 * What was claimed in each swarm and by each member, hour by hour, whether it was credited or not.
 * In an honest swarm uploads and downloads agree over time within a few per cent. Sums are written
 * once a minute within some batch's transaction; a crash loses that minute of evidence.
 */
export class Balances {
  private readonly swarms = new Map<number, Hour>();
  private readonly members = new Map<number, Hour>();
  private writtenAt: number;
  private isDue = false;
  private readonly now: () => number;

  /** @param now milliseconds on any steady clock */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.writtenAt = now();
  }

  /** Learns the claims of a batch that has committed. */
  add(updates: readonly PeerUpdate[]): void {
    for (const update of updates) {
      const claim = claimOf(update);
      if (claim.uploaded === 0 && claim.downloaded === 0) continue;
      const hour = Math.floor(update.seenAt / HOUR_SECONDS);
      addTo(this.swarms, { hour, id: update.torrentId }, claim);
      addTo(this.members, { hour, id: update.memberId }, claim);
    }
  }

  /** Writes what is due within the caller's transaction. @param evenEarly at the end of a process */
  async write(client: PoolClient, evenEarly = false): Promise<void> {
    this.isDue ||= evenEarly || this.now() - this.writtenAt >= WRITE_EVERY_MS;
    if (!this.isDue) return;
    await writeHours(client, SWARMS, this.swarms);
    await writeHours(client, MEMBERS, this.members);
  }

  /** The transaction has committed. */
  written(): void {
    if (!this.isDue) return;
    this.isDue = false;
    this.writtenAt = this.now();
    this.swarms.clear();
    this.members.clear();
  }
}

/** What an update claims: its credit, and what was refused of it. */
function claimOf({ credit, suspicions }: PeerUpdate): { uploaded: number; downloaded: number } {
  let { uploaded, downloaded } = credit;
  for (const suspicion of suspicions) {
    uploaded += suspicion.uploaded;
    downloaded += suspicion.downloaded;
  }
  return { uploaded, downloaded };
}

function addTo(
  hours: Map<number, Hour>,
  key: { readonly hour: number; readonly id: number },
  claim: { readonly uploaded: number; readonly downloaded: number },
): void {
  const byId = hours.get(key.hour) ?? new Map<number, { uploaded: number; downloaded: number }>();
  hours.set(key.hour, byId);
  const sum = byId.get(key.id) ?? { uploaded: 0, downloaded: 0 };
  byId.set(key.id, sum);
  sum.uploaded = Math.min(sum.uploaded + claim.uploaded, BYTES_AT_MOST);
  sum.downloaded = Math.min(sum.downloaded + claim.downloaded, BYTES_AT_MOST);
}

const SWARMS = upsert("swarm_balances", "torrent_id", "torrents");
const MEMBERS = upsert("member_balances", "member_id", "members");

function upsert(table: string, key: string, owner: string): string {
  return `INSERT INTO ${table} AS b (${key}, hour, uploaded, downloaded)
    SELECT u.id, to_timestamp($1), u.uploaded, u.downloaded
      FROM unnest($2::int[], $3::int8[], $4::int8[]) AS u(id, uploaded, downloaded)
      JOIN ${owner} o ON o.id = u.id
    ON CONFLICT (${key}, hour) DO UPDATE SET
      uploaded = least(b.uploaded::numeric + excluded.uploaded, 9e18)::int8,
      downloaded = least(b.downloaded::numeric + excluded.downloaded, 9e18)::int8`;
}

async function writeHours(
  client: PoolClient,
  text: string,
  hours: Map<number, Hour>,
): Promise<void> {
  for (const [hour, byId] of hours) {
    const rows = [...byId].sort(([one], [other]) => one - other);
    await client.query(text, [
      hour * HOUR_SECONDS,
      int4Array(rows.map(([id]) => id)),
      int8Array(rows.map(([, sum]) => sum.uploaded)),
      int8Array(rows.map(([, sum]) => sum.downloaded)),
    ]);
  }
}
