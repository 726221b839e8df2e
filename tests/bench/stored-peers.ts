import { withClient } from "./ledger.ts";

/** How large a site is that a tracker starts on. */
export interface SiteSize {
  readonly members: number;
  readonly torrents: number;
  readonly peers: number;
}

/**
 * Fills a site by SQL alone, set by set. Triggers and foreign keys rest meanwhile where the role
 * may have them rest: millions of notifications would tell nobody anything.
 */
export async function fillSite(databaseUrl: string, size: SiteSize): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(
      `SELECT set_config('session_replication_role', 'replica', false)
         FROM pg_roles WHERE rolname = current_user AND rolsuper`,
    );
    await client.query(
      `INSERT INTO members (id, name, name_key, password_hash, passkey)
       SELECT at, 'bench' || at, 'bench' || at, '', md5('passkey' || at)
         FROM generate_series(1, $1::int) AS at`,
      [size.members],
    );
    await client.query(
      `INSERT INTO torrents (id, title, category_id, tags, info_hash_v1, size_bytes, file_count, piece_length_bytes)
       SELECT at, 'bench', (SELECT min(id) FROM categories), '{}',
              substring(sha256(('torrent' || at)::bytea) FROM 1 FOR 20), 1000000000, 1, 1048576
         FROM generate_series(1, $1::int) AS at`,
      [size.torrents],
    );
    if (size.peers > 0) await fillPeers(client, size);
    await client.query("VACUUM ANALYZE");
    await client.query("CHECKPOINT").catch(() => undefined);
  });
}

/** Few large swarms, many small ones; every peer announced within the last half hour. */
async function fillPeers(
  client: { query: (text: string, values?: unknown[]) => Promise<unknown> },
  { members, torrents, peers }: SiteSize,
): Promise<void> {
  await client.query(
    `INSERT INTO peers (torrent_id, member_id, peer_id, uploaded, downloaded, "left", ipv4,
                        user_agent, active, first_seen_at, last_seen_at)
     SELECT 1 + floor(power((hash & 1048575) / 1048576.0::float8, 2.5) * $2)::int,
            1 + at % $3,
            '-qB5020-'::bytea || substring(decode(md5('peer' || at), 'hex') FROM 1 FOR 12),
            at::int8 * 65536, 1000000000, CASE WHEN at % 10 < 7 THEN 0 ELSE 500000000 END,
            int4send(167772160 + at) || int2send((at % 30000)::int2),
            'qBittorrent/5.0.2', true, now() - interval '1 day',
            now() - make_interval(secs => at % 1800)
       FROM generate_series(1, $1::int) AS at, hashint8(at) AS hash
      ORDER BY 1, 2, 3`,
    [peers, torrents, members],
  );
  await client.query(
    `UPDATE torrents SET seeders = c.seeders, leechers = c.leechers
       FROM (SELECT torrent_id, count(*) FILTER (WHERE "left" = 0)::int AS seeders,
                    count(*) FILTER (WHERE "left" > 0)::int AS leechers
               FROM peers GROUP BY torrent_id) c
      WHERE c.torrent_id = torrents.id`,
  );
}
