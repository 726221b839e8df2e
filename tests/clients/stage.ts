import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

import pg from "pg";
import { z } from "zod";

import { type Site, startSite } from "../support/site.ts";
import { AnnounceLog } from "./announce-log.ts";
import type { Driver, Job, TorrentClient } from "./drivers/driver.ts";
import { overUdp, withAnnounceUrl } from "./announce-url.ts";
import { infoHashesOf, type Payload } from "./payload.ts";
import { type Family, takePlace, trackerName } from "./topology.ts";
import type { Totals } from "./totals.ts";
import { signIn, type WebSession } from "./web-session.ts";

const AUTH_SECRET = "client tests only, at least 32 characters";
const root = path.resolve(import.meta.dirname, "../..");

export type Member = { name: string; session: WebSession };
type ByMember = { member: Member };
export type Torrent = { id: number; payload: Payload };
/** A member at their client. */
export type Actor = { member: Member; driver: Driver; client: TorrentClient; folder: string };

/** The folder of the data, and how the client is to announce. */
export type Delivery = { data: string; over?: "http" | "udp" | undefined };

/** The real site with the segment around it: where scenarios take members, torrents and clients. */
export class Stage {
  readonly log: AnnounceLog;
  private readonly site: Site;
  private readonly origin: string;
  private readonly env: Record<string, string>;
  private readonly database: pg.Pool;
  /** Takes everything that clients write. */
  readonly folder: string;
  private readonly clients: TorrentClient[] = [];
  private commandLanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];

  private constructor(parts: {
    log: AnnounceLog;
    site: Site;
    origin: string;
    env: Record<string, string>;
    database: pg.Pool;
    folder: string;
  }) {
    this.log = parts.log;
    this.site = parts.site;
    this.origin = parts.origin;
    this.env = parts.env;
    this.database = parts.database;
    this.folder = parts.folder;
  }

  /** Starts the built site for the segment. `folder` takes everything that clients write. */
  static async open(folder: string): Promise<Stage> {
    const port = await freePort();
    const BASE_URL = `http://${trackerName}:${port}`;
    const log = await AnnounceLog.open(port);
    const site = await startSite({
      env: { PORT: String(port), UDP_PORT: String(port), HOST: "::", BASE_URL, AUTH_SECRET },
    });
    const database = new pg.Pool({ connectionString: site.databaseUrl, max: 4 });
    const env = { DATABASE_URL: site.databaseUrl, BASE_URL, AUTH_SECRET, DATA_DIR: folder };
    const origin = `http://127.0.0.1:${port}`;
    return new Stage({ log, site, origin, env, database, folder });
  }

  /** Registers a member, signs them in and starts their client. */
  async enter(driver: Driver, name: string, families: Family[]): Promise<Actor> {
    const place = takePlace(families);
    const folder = path.join(this.folder, name);
    const home = path.join(folder, "profile");
    mkdirSync(home, { recursive: true });
    const [client, member] = await Promise.all([driver.start(place, home), this.register(name)]);
    this.clients.push(client);
    return { member, driver, client, folder };
  }

  /** Registers a member and signs them in. */
  async register(name: string): Promise<Member> {
    const password = `correct horse ${crypto.randomUUID()}`;
    await this.cli("member", "add", "--name", name, "--password", password);
    return { name, session: await signIn(this.origin, { name, password }) };
  }

  /** Uploads a payload's .torrent as a member. */
  async publish(payload: Payload, { member }: ByMember): Promise<Torrent> {
    const file = ["--file", payload.torrentPath, "--as", member.name];
    const added = await this.cli("torrent", "add", ...file, "--category", "other");
    return { id: z.object({ id: z.number() }).parse(added).id, payload };
  }

  /** A member's own .torrent file, as a job for their client on data in a folder. */
  async jobFor(
    { member, folder }: ByMember & { folder: string },
    { id }: Torrent,
    { data, over = "http" }: Delivery,
  ): Promise<Job> {
    const personal = await member.session.fetchBytes(`/torrents/${id}/download`);
    const metainfo = over === "udp" ? withAnnounceUrl(personal, overUdp) : personal;
    const file = path.join(folder, `personal ${id}.torrent`);
    writeFileSync(file, metainfo);
    return { metainfo, infoHashes: infoHashesOf(file), folder: data };
  }

  /** What the site says of a member. */
  async creditOf({ member }: ByMember): Promise<Totals> {
    const answer = await this.cli("member", "show", "--name", member.name);
    const { uploaded, downloaded } = z
      .object({ uploaded: z.coerce.bigint(), downloaded: z.coerce.bigint() })
      .parse(answer);
    return { uploadedBytes: uploaded, downloadedBytes: downloaded };
  }

  /** What a member's clients announced and could not have moved: kept as evidence, not credited. */
  async withheldFrom({ member }: ByMember, torrent?: Torrent): Promise<Totals> {
    const { rows } = await this.database.query(
      `SELECT coalesce(sum(claimed_uploaded), 0) AS "uploadedBytes",
              coalesce(sum(claimed_downloaded), 0) AS "downloadedBytes"
         FROM suspicions s JOIN members m ON m.id = s.member_id
        WHERE m.name = $1 AND ($2::int IS NULL OR s.torrent_id = $2)`,
      [member.name, torrent?.id ?? null],
    );
    return withheldSchema.parse(rows[0]);
  }

  /** What is stored of a member with a torrent, and of the torrent's swarm. */
  async snatchOf({ member }: ByMember, { id }: Torrent): Promise<Snatch> {
    const { rows } = await this.database.query(
      `SELECT s.uploaded, s.downloaded, s.completed_at IS NOT NULL AS completed,
              t.snatched, t.seeders, t.leechers,
              (SELECT count(*)::int FROM peers p
                WHERE p.torrent_id = t.id AND p.member_id = m.id AND p.active) AS active,
              (SELECT bool_or(p.connectable) FROM peers p
                WHERE p.torrent_id = t.id AND p.member_id = m.id) AS connectable
         FROM snatches s JOIN members m ON m.id = s.member_id JOIN torrents t ON t.id = s.torrent_id
        WHERE m.name = $1 AND t.id = $2`,
      [member.name, id],
    );
    return snatchSchema.parse(rows[0]);
  }

  /** The end of what the server wrote. */
  get serverOutput(): string {
    return this.site.stderr;
  }

  /** Kills the tracker without any chance to write, then starts it again. */
  async crash(): Promise<void> {
    await this.site.kill();
    await this.site.restart();
  }

  /** Stops the tracker as an operator does, then starts it again. */
  async restart(): Promise<void> {
    await this.site.restart();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.close()));
    this.log.close();
    await this.database.end();
    await this.site.stop();
  }

  /** Two commands at a time: a dozen programs at once would slow down what is tested. */
  private cli(...words: string[]): Promise<unknown> {
    const [next = Promise.resolve(), ...others] = this.commandLanes;
    const answer = next.then(() => this.runCli(words));
    this.commandLanes = [...others, answer.catch(() => undefined)];
    return answer;
  }

  /** What `npm run cli` runs, once it has seen to the build and the migrations. */
  private runCli(words: string[]): Promise<unknown> {
    const command = [path.join(root, "dist/cli.js"), ...words, "--json"];
    const env = { ...process.env, ...this.env };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
        if (error) reject(new Error(`${words.slice(0, 2).join(" ")}: ${stdout}${stderr}`));
        else resolve(JSON.parse(stdout));
      });
    });
  }
}

const withheldSchema = z.object({
  uploadedBytes: z.coerce.bigint(),
  downloadedBytes: z.coerce.bigint(),
});

const snatchSchema = z.object({
  uploaded: z.coerce.bigint(),
  downloaded: z.coerce.bigint(),
  completed: z.boolean(),
  snatched: z.number(),
  seeders: z.number(),
  leechers: z.number(),
  active: z.number(),
  /** Whether the tracker could connect to the member's port; null when it has not tried. */
  connectable: z.boolean().nullable(),
});
export type Snatch = z.output<typeof snatchSchema>;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "::", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
