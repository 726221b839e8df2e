import { fileURLToPath } from "node:url";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { peerPort } from "./driver.ts";
import { jsonLines } from "./json-lines.ts";
import { npmFolder } from "./npm-clients.ts";
import type { Place } from "../topology.ts";

/** What npm's `bittorrent-tracker` client tells of an answer. */
const answerSchema = z.object({
  complete: z.number().optional(),
  incomplete: z.number().optional(),
  /** Of scrapes alone. */
  downloaded: z.number().optional(),
  peers: z.array(z.string()),
  /** Warnings and failures. */
  says: z.array(z.string()),
});
type TrackerAnswer = z.output<typeof answerSchema>;

type TrackerTotals = { uploaded: number; downloaded: number; left: number };
type TrackerCommand = "start" | "update" | "complete" | "stop";

/** npm's `bittorrent-tracker` client: no data, only announces of what it is told. */
export type TrackerClient = {
  announce(command: TrackerCommand, totals: TrackerTotals): Promise<TrackerAnswer>;
  scrape(): Promise<TrackerAnswer>;
  /** Adds what BEP 41 wants to its UDP packets: on its own it sends no path. */
  sendUrlWithPackets(): Promise<void>;
  close(): Promise<void>;
};

/** Starts one for a torrent in a place. */
export async function startTrackerClient(
  place: Place,
  home: string,
  torrent: { announceUrl: string; infoHash: string; peerId: string },
): Promise<TrackerClient> {
  const script = fileURLToPath(new URL("tracker-client.mjs", import.meta.url));
  const { announceUrl, infoHash, peerId } = torrent;
  const args = [npmFolder, announceUrl, infoHash, peerId, String(peerPort)];
  const client = new ClientProcess(place, home, [process.execPath, script, ...args]);
  const call = jsonLines(client);
  await client.ready(() => call("ping"));
  return {
    announce: async (command, totals) => answerSchema.parse(await call(command, totals)),
    scrape: async () => answerSchema.parse(await call("scrape")),
    sendUrlWithPackets: async () => {
      await call("sendUrlWithPackets");
    },
    close: () => client.end(),
  };
}
