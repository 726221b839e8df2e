import { writeFileSync } from "node:fs";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { controlPort, type Driver, type Job, peerPort, type TorrentClient } from "./driver.ts";
import type { Place } from "../topology.ts";

export const transmission: Driver = {
  label: "transmission",
  versionCommand: ["transmission-daemon", "--version"],
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  writeFileSync(`${home}/settings.json`, JSON.stringify(settings(place)));
  const daemon = new ClientProcess(place, home, ["transmission-daemon", "-f", "-g", home]);
  const call = remoteControl(`http://${place.addresses.ipv4}:${controlPort}/transmission/rpc`);
  await daemon.ready(() => call("session-get", {}));
  return {
    place,
    async add(job) {
      const metainfo = Buffer.from(job.metainfo).toString("base64");
      const limit = job.uploadLimitBytesPerSecond;
      await call("torrent-add", { metainfo, "download-dir": job.folder, paused: true });
      const limits = { uploadLimited: limit !== undefined, uploadLimit: (limit ?? 0) / 1000 };
      await call("torrent-set", { ids: idsOf(job), ...limits });
      await call("torrent-start-now", { ids: idsOf(job) });
    },
    standing: (job) => standing(call, job),
    async stop(job) {
      await call("torrent-stop", { ids: idsOf(job) });
    },
    async resume(job) {
      await call("torrent-start-now", { ids: idsOf(job) });
    },
    close: () => daemon.end(),
  };
}

function settings(place: Place): Record<string, unknown> {
  return {
    "bind-address-ipv4": place.addresses.ipv4,
    "bind-address-ipv6": place.addresses.ipv6,
    "dht-enabled": false,
    "lpd-enabled": false,
    "pex-enabled": false,
    "utp-enabled": false,
    "port-forwarding-enabled": false,
    "peer-port": peerPort,
    "peer-port-random-on-start": false,
    "rpc-bind-address": place.addresses.ipv4,
    "rpc-port": controlPort,
    "rpc-authentication-required": false,
    "rpc-whitelist-enabled": false,
    "rpc-host-whitelist-enabled": false,
    "ratio-limit-enabled": false,
    "idle-seeding-limit-enabled": false,
  };
}

type Call = (method: string, args: Record<string, unknown>) => Promise<unknown>;

const replySchema = z.object({ result: z.string(), arguments: z.unknown() });

/** Transmission's RPC wants back the session id that it hands out with a first 409. */
function remoteControl(url: string): Call {
  let sessionId = "";
  return async function call(method, args) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "X-Transmission-Session-Id": sessionId },
      body: JSON.stringify({ method, arguments: args }),
    });
    if (response.status === 409) {
      sessionId = response.headers.get("X-Transmission-Session-Id") ?? "";
      return call(method, args);
    }
    const reply = replySchema.parse(await response.json());
    if (reply.result !== "success") throw new Error(`transmission ${method}: ${reply.result}`);
    return reply.arguments;
  };
}

const torrentsSchema = z.object({
  torrents: z
    .array(
      z.object({
        uploadedEver: z.number(),
        downloadedEver: z.number(),
        leftUntilDone: z.number(),
        status: z.number(),
      }),
    )
    .length(1),
});

const statusSeeding = 6;

/** Transmission 3 knows v1 hashes only. */
function idsOf({ infoHashes }: Job): string[] {
  return [infoHashes[0]];
}

async function standing(call: Call, job: Job) {
  const fields = Object.keys(torrentsSchema.shape.torrents.element.shape);
  const answer = torrentsSchema.parse(await call("torrent-get", { ids: idsOf(job), fields }));
  const [torrent] = answer.torrents;
  if (!torrent) throw new Error("transmission does not know the torrent");
  return {
    uploadedBytes: BigInt(torrent.uploadedEver),
    downloadedBytes: BigInt(torrent.downloadedEver),
    isComplete: torrent.leftUntilDone === 0 && torrent.status === statusSeeding,
  };
}
