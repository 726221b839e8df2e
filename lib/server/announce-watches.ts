import type { Pool } from "pg";

import type { TracedAnnounce } from "#lib/tracker/trace/announce-ring";
import type { RecentAnnounces } from "#lib/tracker/trace/recent-announces";

/** Announces of one member that a page may want to see. */
const REMEMBERED_AT_MOST = 50;
/** Written in one second for all watched members together; a flood shows its newest. */
const WRITTEN_AT_MOST = 500;
const WRITE_EVERY_MS = 1000;

/**
 * Writes down the announces of members that somebody watches: `announce_watches` says who and until
 * when, `announce_traces` receives what the tracker remembers of them and all that comes after.
 * Pages and tracker meet in the database only, whatever machines they run on.
 */
export class AnnounceWatches {
  /** Members by the time until which they are watched, in Unix milliseconds. */
  private readonly watched = new Map<number, number>();
  private readonly pool: Pool;
  private readonly recent: RecentAnnounces;
  private readonly log: (message: string) => void;
  private readonly timer: NodeJS.Timeout;
  private isWriting = false;

  constructor(pool: Pool, recent: RecentAnnounces, log: (message: string) => void) {
    this.pool = pool;
    this.recent = recent;
    this.log = log;
    this.timer = setInterval(() => void this.writeHeard(), WRITE_EVERY_MS);
  }

  /** Somebody began to watch the member, or goes on to. */
  async watch(memberId: number): Promise<void> {
    try {
      const until = await this.untilOf(memberId);
      const isNew = (this.watched.get(memberId) ?? 0) < Date.now();
      this.watched.set(memberId, until);
      this.recent.watch(this.watched.keys());
      if (isNew) await this.writeRemembered(memberId);
      await this.pool.query(
        "UPDATE announce_watches SET answered_at = clock_timestamp() WHERE member_id = $1",
        [memberId],
      );
    } catch (error) {
      this.complain(error);
    }
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async untilOf(memberId: number): Promise<number> {
    const { rows } = await this.pool.query<{ until: Date }>(
      "SELECT until FROM announce_watches WHERE member_id = $1",
      [memberId],
    );
    return rows[0]?.until.getTime() ?? 0;
  }

  private async writeRemembered(memberId: number): Promise<void> {
    // Read at once: what comes while the old rows are deleted is heard as well.
    this.recent.takeHeard().forEach((announce) => {
      if (announce.memberId !== memberId) this.later.push(announce);
    });
    const remembered = this.recent.of(memberId, REMEMBERED_AT_MOST);
    await this.pool.query("DELETE FROM announce_traces WHERE member_id = $1", [memberId]);
    await this.write(remembered);
  }

  private later: TracedAnnounce[] = [];

  private async writeHeard(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    try {
      this.endWatches();
      const heard = [...this.later, ...this.recent.takeHeard()].slice(-WRITTEN_AT_MOST);
      this.later = [];
      await this.write(heard);
    } catch (error) {
      this.complain(error);
    } finally {
      this.isWriting = false;
    }
  }

  private endWatches(): void {
    const before = this.watched.size;
    for (const [memberId, until] of this.watched) {
      if (until < Date.now()) this.watched.delete(memberId);
    }
    if (this.watched.size < before) this.recent.watch(this.watched.keys());
  }

  private async write(announces: readonly TracedAnnounce[]): Promise<void> {
    if (announces.length === 0) return;
    await this.pool.query(INSERT, [JSON.stringify(announces.map(rowOf))]);
  }

  private complain(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.log(`Announces that are watched could not be written down (${reason}).`);
  }
}

const INSERT = `INSERT INTO announce_traces
    (member_id, at, torrent_id, verdict, says, event, peer_id, user_agent, address, port, uploaded,
     downloaded, "left", credited_uploaded, credited_downloaded, peers_given)
  SELECT r.member_id, to_timestamp(r.at), nullif(r.torrent_id, 0), r.verdict, r.says, r.event,
         decode(r.peer_id, 'hex'), r.user_agent, r.address, r.port, r.uploaded, r.downloaded, r."left",
         r.credited_uploaded, r.credited_downloaded, r.peers_given
    FROM json_to_recordset($1::json) AS r(
         member_id int, at float8, torrent_id int, verdict text, says text, event text, peer_id text,
         user_agent text, address text, port int, uploaded int8, downloaded int8, "left" int8,
         credited_uploaded int8, credited_downloaded int8, peers_given int)`;

function rowOf(announce: TracedAnnounce): Record<string, string | number> {
  return {
    member_id: announce.memberId,
    at: announce.at,
    torrent_id: announce.torrentId,
    verdict: announce.verdict,
    says: announce.says,
    event: announce.event,
    peer_id: Buffer.from(announce.peerId, "latin1").toString("hex"),
    // PostgreSQL's text holds no NUL.
    user_agent: announce.userAgent.replaceAll("\0", ""),
    address: announce.address,
    port: announce.port,
    uploaded: announce.uploaded,
    downloaded: announce.downloaded,
    left: announce.left,
    credited_uploaded: announce.creditedUploaded,
    credited_downloaded: announce.creditedDownloaded,
    peers_given: announce.peersGiven,
  };
}
