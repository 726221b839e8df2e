import { readdirSync } from "node:fs";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import {
  controlPort,
  type Driver,
  type Job,
  peerPort,
  type Standing,
  type TorrentClient,
} from "./driver.ts";
import type { Place } from "../topology.ts";

export const aria2: Driver = {
  label: "aria2",
  versionCommand: ["aria2c", "--version"],
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  const daemon = new ClientProcess(place, home, ["aria2c", ...options(home)]);
  const call = remoteControl(`http://${place.addresses.ipv4}:${controlPort}/jsonrpc`);
  await daemon.ready(() => call("aria2.getVersion", []));
  const downloads = new Map<string, Download>();
  const find = ({ infoHashes: [key] }: Job): Download => {
    const download = downloads.get(key);
    if (!download) throw new Error("aria2 was not given this torrent");
    return download;
  };
  return {
    place,
    async add(job) {
      downloads.set(job.infoHashes[0], await addDownload(call, job));
    },
    standing: (job) => standing(call, find(job)),
    async stop(job) {
      await call("aria2.remove", [find(job).gid]);
    },
    async resume(job) {
      const before = await standing(call, find(job));
      downloads.set(job.infoHashes[0], await addDownload(call, job, before));
    },
    close: () => daemon.end(),
  };
}

type Download = {
  gid: string;
  /** Bytes that lay in the folder at the start: aria2 counts no downloads, only what it has. */
  heldBytes: bigint;
  /** A removed download's totals do not go on when its torrent is added again. */
  before: Standing | undefined;
};

async function addDownload(call: Call, job: Job, before?: Standing): Promise<Download> {
  const isSeed = !before && readdirSync(job.folder).length > 0;
  const settings = {
    dir: job.folder,
    // A seed is checked; a check of nothing would never end.
    "check-integrity": String(isSeed),
    "max-upload-limit": String(job.uploadLimitBytesPerSecond ?? 0),
  };
  const encoded = Buffer.from(job.metainfo).toString("base64");
  const gid = z.string().parse(await call("aria2.addTorrent", [encoded, [], settings]));
  if (!isSeed) return { gid, heldBytes: before?.downloadedBytes ?? 0n, before };
  const { totalLength } = statusSchema.parse(await call("aria2.tellStatus", [gid]));
  return { gid, heldBytes: totalLength, before };
}

function options(home: string): string[] {
  return [
    "--no-conf",
    "--enable-rpc",
    "--rpc-listen-all",
    `--rpc-listen-port=${controlPort}`,
    `--stop-with-process=${process.pid}`,
    `--dir=${home}`,
    `--listen-port=${peerPort}`,
    // Its own resolver asks a server for the family that the hosts file does not name.
    "--async-dns=false",
    "--enable-dht=false",
    "--enable-dht6=false",
    "--bt-enable-lpd=false",
    "--enable-peer-exchange=false",
    "--allow-overwrite",
    "--file-allocation=none",
    "--seed-ratio=0.0",
    "--quiet",
  ];
}

type Call = (method: string, params: unknown[]) => Promise<unknown>;

const replySchema = z.object({
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

function remoteControl(url: string): Call {
  return async (method, params) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: "1", method, params });
    const response = await fetch(url, { method: "POST", body });
    const reply = replySchema.parse(await response.json());
    if (reply.error) throw new Error(`aria2 ${method}: ${reply.error.message}`);
    return reply.result;
  };
}

const statusSchema = z.object({
  uploadLength: z.coerce.bigint(),
  completedLength: z.coerce.bigint(),
  totalLength: z.coerce.bigint(),
  seeder: z.string().optional(),
});

async function standing(call: Call, { gid, heldBytes, before }: Download): Promise<Standing> {
  const now = statusSchema.parse(await call("aria2.tellStatus", [gid]));
  const downloadedBytes = now.completedLength > heldBytes ? now.completedLength - heldBytes : 0n;
  return {
    uploadedBytes: now.uploadLength + (before?.uploadedBytes ?? 0n),
    downloadedBytes: downloadedBytes + (before?.downloadedBytes ?? 0n),
    isComplete: now.seeder === "true",
  };
}
