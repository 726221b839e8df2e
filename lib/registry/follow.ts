import { Client, type Pool } from "pg";

import { reloadMembers, reloadTorrents } from "./load";
import type { MemoryRegistry } from "./registry";

const RECONNECT_MS = 500;

export interface FollowOptions {
  readonly connectionString: string;
  readonly pool: Pool;
  readonly registry: MemoryRegistry;
  /** Loads everything: at each new connection, since changes may have been missed meanwhile. */
  readonly reloadAll: () => Promise<void>;
  /** Settings, and the rules about clients. */
  readonly reloadSettings: () => Promise<void>;
  /** Somebody wants to see this member's announces. */
  readonly onWatch: (memberId: number) => void;
  /** Members or torrents were banned, deleted or removed: their peers lose their places. */
  readonly onLosses: () => void;
  readonly log: (message: string) => void;
}

/** Stops following. */
export type Unfollow = () => Promise<void>;

/**
 * Keeps the registry current: database triggers NOTIFY inside the transaction of each change, so
 * that a ban, a passkey reset or a deletion is known within milliseconds of its commit. A lost
 * connection is opened again, and everything loaded anew.
 *
 * Resolves once the registry is loaded and every later change will be heard.
 */
export async function followChanges(options: FollowOptions): Promise<Unfollow> {
  let client: Client | undefined;
  let isOver = false;

  const reconnect = async (): Promise<void> => {
    while (!isOver) {
      try {
        client = await listen(options, () => void reconnect());
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        options.log(`Registry: cannot listen for changes; trying again (${reason}).`);
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  };
  const onLost = (): void => {
    if (!isOver) void reconnect();
  };
  client = await listen(options, onLost);
  return async () => {
    isOver = true;
    await client?.end();
  };
}

async function listen(options: FollowOptions, onLost: () => void): Promise<Client> {
  const client = new Client({
    connectionString: options.connectionString,
    keepAlive: true,
    application_name: "swarmkeep registry",
  });
  let isLost = false;
  const lose = (): void => {
    if (isLost) return;
    isLost = true;
    onLost();
  };
  client.on("error", () => {
    // `end` follows, and with it the new connection.
  });
  await client.connect();
  try {
    const changes = collectChanges(options, () => void client.end());
    client.on("notification", ({ payload }) => {
      changes(payload ?? "");
    });
    await client.query("LISTEN registry");
    await options.reloadAll();
    await options.reloadSettings();
    options.onLosses();
  } catch (error) {
    await client.end();
    throw error;
  }
  client.on("end", lose);
  return client;
}

/** Gathers ids while a reload runs, so that a thousand changes at once are one query. */
function collectChanges(options: FollowOptions, onFailed: () => void): (payload: string) => void {
  let members = new Set<number>();
  let torrents = new Set<number>();
  let settings = false;
  let isRunning = false;

  const reload = async (): Promise<void> => {
    while (members.size + torrents.size > 0 || settings) {
      const [memberIds, torrentIds, withSettings] = [[...members], [...torrents], settings];
      [members, torrents, settings] = [new Set(), new Set(), false];
      let hasLosses = false;
      if (memberIds.length > 0) {
        hasLosses = await reloadMembers(options.pool, options.registry, memberIds);
      }
      if (torrentIds.length > 0) {
        hasLosses = (await reloadTorrents(options.pool, options.registry, torrentIds)) || hasLosses;
      }
      if (withSettings) await options.reloadSettings();
      if (hasLosses) options.onLosses();
    }
  };
  return (payload) => {
    const [kind, id] = payload.split(":");
    if (kind === "watch") {
      options.onWatch(Number(id));
      return;
    }
    if (kind === "member") members.add(Number(id));
    else if (kind === "torrent") torrents.add(Number(id));
    else settings = true;
    if (isRunning) return;
    isRunning = true;
    reload()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        options.log(`Registry: a reload failed; connecting anew (${reason}).`);
        onFailed();
      })
      .finally(() => {
        isRunning = false;
      });
  };
}
