import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";

import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { prisma } from "#lib/db/client";
import { env } from "#lib/env";

import { createMember } from "../../prisma/factories/members.ts";
import { createTorrent } from "../../prisma/factories/torrents.ts";
import { startSite, type Site } from "../support/site.ts";

let site: Site;
let passkey: string;
let memberId: number;
let infoHash: string;

beforeAll(async () => {
  const member = await createMember(prisma, { uploaded: 0n, downloaded: 0n });
  const torrent = await createTorrent(prisma);
  ({ passkey, id: memberId } = member);
  const hash = Buffer.from(torrent.infoHashV1 ?? new Uint8Array()).toString("hex");
  infoHash = hash.replaceAll(/../g, "%$&");
  site = await startSite({
    role: "tracker",
    databaseUrl: env().DATABASE_URL,
    env: { LANES: "2", TRUSTED_PROXIES: "127.0.0.1" },
  });
});

afterAll(() => site.stop());

const announce = (uploaded: number, event = ""): string =>
  `/announce/${passkey}?info_hash=${infoHash}&peer_id=-XX0000-aaaaaaaaaaaa&port=6881` +
  `&uploaded=${uploaded}&downloaded=0&left=0&event=${event}`;

/** Each time over a connection of its own. */
function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    get(site.url + path, { agent: false, headers }, (reply) => {
      reply.setEncoding("latin1");
      let body = "";
      reply.on("data", (text: string) => (body += text));
      reply.on("end", () => {
        resolve(body);
      });
    }).on("error", reject);
  });
}

function lanePids(): number[] {
  const { stdout } = spawnSync("pgrep", ["-P", String(site.pid)], { encoding: "utf8" });
  return process.platform === "linux"
    ? readdirSync("/proc").map(Number).filter(isLane)
    : stdout.trim().split("\n").map(Number);
}

/** A slim Linux has no pgrep. */
function isLane(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state !== "Z" && Number(parent) === site.pid;
  } catch {
    return false;
  }
}

test("several processes on one port keep one set of books", async () => {
  expect(lanePids()).toHaveLength(2);
  expect(await ask(announce(0, "started"))).toContain("8:completei1e");
  // Many connections, so that both lanes take some.
  await Promise.all(Array.from({ length: 40 }, (_, at) => ask(announce(at * 10))));
  expect(await ask(announce(400, "stopped"))).toContain("8:completei0e");
  const { uploaded } = await prisma.member.findUniqueOrThrow({ where: { id: memberId } });
  expect(uploaded).toBe(400n);
});

test("addresses, refusals and everything that is no announce pass through", async () => {
  const told = await ask(announce(400, "started"), { "x-forwarded-for": "203.0.113.77" });
  expect(told).toContain(`11:external ip4:${String.fromCharCode(203, 0, 113, 77)}`);
  expect(await ask(`/announce/${"d".repeat(32)}?x`)).toContain("failure reason");
  const health = JSON.parse(await ask("/healthz")) as { status: string };
  expect(health.status).toBe("ok");
});

test("a lane that dies is replaced, and nothing is lost", async () => {
  const [first = 0, second = 0] = lanePids();
  process.kill(first, "SIGKILL");
  expect(await ask(announce(500))).toContain("interval");
  await until(() => {
    const pids = lanePids();
    return pids.length === 2 && !pids.includes(first) && pids.includes(second);
  });
  expect(await ask(announce(600, "stopped"))).toContain("interval");
  const client = new Client({ connectionString: site.databaseUrl });
  await client.connect();
  const { rows } = await client.query("SELECT uploaded::int FROM members WHERE id = $1", [
    memberId,
  ]);
  await client.end();
  expect(rows).toEqual([{ uploaded: 600 }]);
});

test("a connection that is cut in the middle of a request harms nobody", async () => {
  const { port } = new URL(site.url);
  const socket = connect(Number(port), "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(`GET ${announce(600).slice(0, 50)}`);
  socket.destroy();
  expect(await ask(announce(600))).toContain("interval");
});

async function until(check: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!check()) {
    if (performance.now() > deadline) throw new Error("not so within 10 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
