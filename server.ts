import type { Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type ListenOptions, type Server } from "node:net";
import path from "node:path";

import { Pool } from "pg";

import { env, type Env } from "#lib/env";
import {
  createFrontDoor,
  forwardedFor,
  type FrontDoor,
  type FrontDoorOptions,
  type Health,
} from "#lib/server/front-door";
import { createLaneDoor } from "#lib/server/lane-door";
import { createLaneLinks, Lanes } from "#lib/server/lane-host";
import { makeSocketFolder } from "#lib/server/socket-folder";
import { openUdpDoor, type UdpDoor } from "#lib/server/udp-door";
import { createThreadedWriter } from "#lib/ledger/threaded-writer";
import { startTracker, type TrackerProcess } from "#lib/server/tracker-process";
import { WebProcess } from "#lib/server/web-process";
import { createWebProxy } from "#lib/server/web-proxy";
import {
  addressFromLane,
  clientAddressBehind,
  trustOf,
} from "#lib/tracker/frontends/client-address";
import { createPages } from "#lib/web/next-server";

/** A drain that takes longer means that the database is away; the next start recovers the rest. */
const DRAIN_AT_MOST_MS = 15_000;
/** How long a database may take to come up beside us. */
const DATABASE_WITHIN_MS = 30_000;
/** In the folder of a tracker with lanes: for HTTP, and for calls that lanes have read. */
const CORE_SOCKET = "core.sock";
const LINK_SOCKET = "link.sock";
/** Another tracker took over the database. */
const EXIT_SUPERSEDED = 3;

const settings = env();
try {
  if (settings.LANE_FOLDER !== undefined) await serveLane(settings, settings.LANE_FOLDER);
  else await (settings.ROLE === "web" ? servePages(settings) : serveTracker(settings));
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

/** Pages only: the child of a front door (LISTEN_SOCKET), or a machine of their own. */
async function servePages({ NODE_ENV, LISTEN_SOCKET, PORT, HOST, TRUSTED_PROXIES }: Env) {
  const isChild = LISTEN_SOCKET !== undefined;
  const clientAddress = clientAddressBehind(TRUSTED_PROXIES);
  const server = await createPages({
    dev: NODE_ENV === "development",
    dir: process.cwd(),
    selfOrigin: `http://${loopbackOf(HOST)}:${PORT}`,
    vouch: (req) => {
      if (isChild) return;
      const remote = req.socket.remoteAddress ?? "";
      req.headers["x-forwarded-for"] = clientAddress(remote, forwardedFor(req));
    },
  });
  await listen(server, isChild ? { path: LISTEN_SOCKET } : { port: PORT, host: HOST });
  announceReady(portOf(server));
  onShutdown(() => closeServer(server), isChild);
}

/** The address under which this machine reaches a server that listens on `host`. */
function loopbackOf(host: string): string {
  if (host === "::" || host === "0.0.0.0") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** The front door and the tracker; with ROLE=all the pages run in a child of it. */
async function serveTracker(settings: Env): Promise<void> {
  const pool = openPool(settings.DATABASE_URL);
  const pages = settings.ROLE === "all" ? startPages(settings) : null;
  let isClosing = false;
  let running: TrackerProcess | undefined;
  try {
    // Before the database is taken over from a tracker that is at work on this port.
    await claimPort(settings);
    await awaitDatabase(pool);
    running = await startTracker({
      pool,
      connectionString: settings.DATABASE_URL,
      makeWriter: (epoch) =>
        createThreadedWriter(
          path.join(import.meta.dirname, "ledger-thread.js"),
          { connectionString: settings.DATABASE_URL, epoch },
          log,
        ),
      onBroken: (error) => {
        log(`Tracker: the ledger broke (${String(error)}); leaving, the next start recovers.`);
        process.exit(1);
      },
      log,
      onSuperseded: () => {
        log("Tracker: another process has taken over this database; leaving.");
        void pages?.stop().finally(() => process.exit(EXIT_SUPERSEDED));
        if (pages === null) process.exit(EXIT_SUPERSEDED);
      },
    });
  } catch (error) {
    await pages?.stop();
    throw error;
  }
  const { tracker, ledger } = running;
  const hasLanes = settings.LANES > 0;
  const options: FrontDoorOptions = {
    tracker,
    web: pages?.proxy ?? null,
    clientAddress: hasLanes ? addressFromLane : clientAddressBehind(settings.TRUSTED_PROXIES),
    whenCommitted: () => ledger.whenCommitted(),
    isClosing: () => isClosing,
    health: () => healthOf(pool, pages, ledger.pendingCount),
  };
  const door = createFrontDoor(options);
  const { port, stop: stopLanes } = await open(door, options, settings);
  const udp = await openUdp(options, settings);
  await pages?.ready;
  announceReady(port);
  onShutdown(async () => {
    isClosing = true;
    udp?.stopReading();
    const closed = Promise.all([stopLanes(), door.close()]);
    await running.close();
    await udp?.close();
    await pages?.stop();
    await closed;
    await pool.end();
  });
}

/** @throws Error when somebody else has the port */
async function claimPort({ PORT, HOST }: Env): Promise<void> {
  const probe = createServer();
  await listen(probe, { port: PORT, host: HOST });
  await new Promise((resolve) => probe.close(resolve));
}

/** Opens the port: here, or in lanes with this process behind them. */
async function open(
  door: FrontDoor,
  options: FrontDoorOptions,
  { LANES, PORT, HOST }: Env,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  if (LANES === 0) {
    await listen(door.server, { port: PORT, host: HOST });
    return { port: portOf(door.server), stop: () => Promise.resolve() };
  }
  const folder = makeSocketFolder();
  const links = createLaneLinks(options);
  await listen(door.server, { path: path.join(folder, CORE_SOCKET) });
  await listen(links, { path: path.join(folder, LINK_SOCKET) });
  const env = { LANE_FOLDER: folder };
  const lanes = new Lanes({ count: LANES, script: import.meta.filename, env, log });
  return { port: await lanes.ready, stop: () => lanes.stop() };
}

/** Opens the UDP port, if there is to be one. */
async function openUdp(
  { tracker, whenCommitted }: FrontDoorOptions,
  { UDP_PORT: port, HOST: host }: Env,
): Promise<UdpDoor | null> {
  return port === undefined ? null : openUdpDoor({ tracker, host, port, whenCommitted, log });
}

/** A lane: connections in, frames to the core. */
async function serveLane({ PORT, HOST, TRUSTED_PROXIES }: Env, folder: string): Promise<void> {
  const door = createLaneDoor({
    linkPath: path.join(folder, LINK_SOCKET),
    corePath: path.join(folder, CORE_SOCKET),
    clientAddress: clientAddressBehind(TRUSTED_PROXIES),
    isTrusted: trustOf(TRUSTED_PROXIES),
  });
  await listen(door.server, { port: PORT, host: HOST });
  onShutdown(() => door.close(), true);
}

function openPool(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 4,
    // A connection that fell silent must not hold the ledger, nor its locks a successor.
    options: "-c TimeZone=UTC -c idle_in_transaction_session_timeout=30s",
    query_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: "swarmkeep tracker",
  });
  pool.on("error", () => {
    // An idle connection that the server closed: the pool opens another at the next query.
  });
  pool.on("connect", (client) => {
    // One that breaks during a transaction: its query rejects, which is all that we need to hear;
    // the event would end the process if nobody listened.
    client.on("error", () => undefined);
  });
  return pool;
}

/** A database that starts at the same time refuses connections for a while. */
async function awaitDatabase(pool: Pool): Promise<void> {
  const deadline = performance.now() + DATABASE_WITHIN_MS;
  for (;;) {
    try {
      await pool.query("SELECT 1");
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function startPages({ TRUSTED_PROXIES, LANES }: Env) {
  const socketPath = path.join(makeSocketFolder(), "web.sock");
  // Behind lanes every connection is one of theirs.
  const isTrusted = LANES > 0 ? () => true : trustOf(TRUSTED_PROXIES);
  const child = new WebProcess({ script: import.meta.filename, socketPath, log });
  // Awaited later, when the tracker serves.
  child.ready.catch(() => undefined);
  return {
    proxy: createWebProxy(socketPath, isTrusted),
    ready: child.ready,
    isUp: () => child.isUp,
    stop: () => child.stop(),
  };
}

async function healthOf(
  pool: Pool,
  pages: { isUp: () => boolean } | null,
  pendingPeers: number,
): Promise<Health> {
  const database = await pool.query("SELECT 1").then(
    () => "ok",
    () => "unreachable",
  );
  const web = pages === null ? "none" : pages.isUp() ? "ok" : "restarting";
  const isWell = database === "ok" && web !== "restarting";
  return { status: isWell ? "ok" : "degraded", database, web, pendingPeers };
}

function listen(server: Server, at: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at, resolve);
  });
}

function closeServer(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
    }, 2000).unref();
  });
}

function announceReady(port: number): void {
  process.send?.({ type: "ready", url: `http://localhost:${port}` });
}

function portOf(server: Server): number {
  const address = server.address();
  return isInet(address) ? address.port : settings.PORT;
}

function isInet(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

/**
 * Leaves in good order on SIGTERM, SIGINT, or when the parent process is gone. Ctrl-C reaches every
 * process of a terminal: a child waits for its parent's word instead.
 */
function onShutdown(close: () => Promise<void>, isChild = false): void {
  let isLeaving = false;
  const leave = (): void => {
    if (isLeaving) return;
    isLeaving = true;
    const late = setTimeout(() => {
      log("Stopped before everything was committed; the next announces bring the rest.");
      process.exit(1);
    }, DRAIN_AT_MOST_MS);
    close()
      .then(() => {
        clearTimeout(late);
        process.exit(0);
      })
      .catch((error: unknown) => {
        log(`Stopping failed: ${String(error)}`);
        process.exit(1);
      });
  };
  process.on("SIGTERM", leave);
  process.on("SIGINT", isChild ? () => undefined : leave);
  process.on("disconnect", leave);
}

function log(message: string): void {
  process.stderr.write(`${message}\n`);
}
