import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { ensureBuilt } from "../../scripts/build.mjs";
import { auditLedger, fillRegistry } from "./ledger.ts";
import type { LoadSize } from "./load.ts";
import type { PacedMessage, PacedRequest, PacedResult } from "./paced.ts";
import { openSession, type PagesSeen, startReaders } from "./page-readers.ts";
import { Player } from "./player.ts";
import { askOf, cpuOf, end, putFirst } from "./processes.ts";
import { auditLine } from "./rates.ts";
import { type Claim, type Section, table } from "./section.ts";
import { say, type Stage } from "./stage.ts";
import { figure, median, spread } from "./statistics.ts";
import { startSwarmkeep, type Target } from "./targets.ts";

const size: LoadSize = { torrents: 10_000, peers: 50_000, members: 5_000 };
const readers = 6;
/** Enough that none is busy when an announce is due: it would wait here and not at the tracker. */
const connections = 1024;
const p99MsAtMost = 10;
const addedMsAtMost = 50;
const warmUpMs = 3000;

interface Played extends PacedResult {
  /** Share of the time that the tracker's thread was ready and somebody else had its core. */
  readonly waited: number;
}

/** One round: alone, and beside members who load pages. */
interface Round {
  readonly alone: Played;
  readonly beside: Played;
  readonly pages: PagesSeen;
}

/** How long announces take at half of what the site can serve, while members load pages. */
export async function measureIsolation(stage: Stage, rounds: number): Promise<Section> {
  await ensureBuilt("pages");
  const seconds = stage.isQuick ? 5 : 15;
  const played = Math.min(rounds, stage.isQuick ? 2 : 5);
  const player = await Player.start(stage, size);
  const databaseUrl = await stage.newDatabase();
  await fillRegistry(databaseUrl, player.load);
  const site = await startSwarmkeep({ databaseUrl, role: "all" });
  stage.atEnd(() => site.stop());
  await player.fill(site);
  await player.check(site, true);
  const most = await mostPerSecond(player, site);
  const perSecond = Math.floor(most / 2);
  const paced = await startPaced(stage);
  const cookie = await openSession(databaseUrl, 1);
  const found: Round[] = [];
  for (let round = 0; round < played; round++) {
    found.push(
      await playRound({ site, cookie }, async () => {
        const position = player.positionOf(site);
        const [before, begun] = [cpuOf(site.pid).waited, performance.now()];
        const result = await paced({ port: site.port, connections, position, perSecond, seconds });
        player.goOn(site, result.nextPosition);
        const waited = ((cpuOf(site.pid).waited - before) / (performance.now() - begun)) * 1000;
        return { ...result, waited };
      }),
    );
    say(`isolation: round ${round + 1} of ${played}`);
  }
  const audit = await auditLedger(databaseUrl, await player.finish(site));
  return {
    title: "Announces beside pages",
    setup: [
      `ROLE=all; ${figure(size.torrents)} torrents, ${figure(size.peers)} peers, numwant 50; half of the ` +
        `${figure(most)} announces/s that wrk measured, at fixed times over ${connections} connections;`,
      `${readers} signed-in readers load the torrent list, a search, a sorting and a torrent without pause; ` +
        `${played} rounds of ${seconds} s alone and ${seconds} s beside them; no core of their own for anybody`,
    ],
    lines: [...linesOf(found), auditLine(audit)],
    claims: claimsOf(found),
    figures: { most, perSecond, found, audit: { ...audit, credited: String(audit.credited) } },
    isLedgerWrong: audit.wrong > 0,
  };
}

async function mostPerSecond(player: Player, site: Target): Promise<number> {
  const rates: number[] = [];
  for (let times = 0; times < 3; times++) {
    const { replies, seconds } = await player.measure(site, { keepAlive: true, seconds: 3 });
    rates.push(replies / seconds);
  }
  return median(rates);
}

/** Starts the open-loop generator. */
async function startPaced(stage: Stage): Promise<(run: PacedRequest) => Promise<PacedResult>> {
  const script = path.join(import.meta.dirname, "paced.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  stage.atEnd(() => end(child));
  putFirst(child.pid ?? 0);
  const ask = askOf(child);
  await ask({ kind: "load", size } satisfies PacedMessage);
  return (run) => ask<PacedResult>({ kind: "run", ...run } satisfies PacedMessage);
}

async function playRound(
  { site, cookie }: { readonly site: Target; readonly cookie: string },
  play: () => Promise<Played>,
): Promise<Round> {
  const alone = await play();
  const reading = startReaders(`http://127.0.0.1:${site.port}`, cookie, readers);
  await pause(warmUpMs);
  const beside = await play();
  const pages = await reading.stop();
  if (alone.failures + beside.failures > 0) {
    throw new Error(`${alone.failures} and ${beside.failures} announces failed`);
  }
  return { alone, beside, pages };
}

function linesOf(found: readonly Round[]): string[] {
  const row = (name: string, results: readonly Played[]) => {
    const cell = (value: (one: Played) => number) => spread(results.map(value), 2);
    return [
      name,
      cell((one) => one.p50Ms),
      cell((one) => one.p99Ms),
      cell((one) => one.maxMs),
      cell((one) => one.lateP99Ms),
      cell((one) => one.lateMaxMs),
      `${spread(results.map(({ waited }) => waited * 100))} %`,
    ];
  };
  const pages = found.map((round) => round.pages);
  return [
    ...table([
      [
        "ms from the moment due",
        "median",
        "p99",
        "most",
        "generator late: p99",
        "most",
        "tracker kept waiting",
      ],
      row(
        "alone",
        found.map(({ alone }) => alone),
      ),
      row(
        "beside pages",
        found.map(({ beside }) => beside),
      ),
    ]),
    `Pages meanwhile: ${spread(
      pages.map(({ perSecond }) => perSecond),
      1,
    )} a second, p99 ${spread(pages.map(({ p99Ms }) => p99Ms))} ms`,
  ];
}

function claimsOf(found: readonly Round[]): Claim[] {
  const p99s = found.map(({ beside }) => beside.p99Ms);
  const added = found.map(({ alone, beside }) => Math.max(0, beside.maxMs - alone.maxMs));
  return [
    {
      text: `p99 under ${p99MsAtMost} ms at half the maximum rate while members load pages`,
      figure: `${spread(p99s, 2)} ms`,
      isMet: median(p99s) < p99MsAtMost,
    },
    {
      text: `pages delay no announce by more than ${addedMsAtMost} ms (slowest beside pages − slowest alone)`,
      figure: `${spread(added, 1)} ms`,
      isMet: Math.max(...added) <= addedMsAtMost,
    },
  ];
}
