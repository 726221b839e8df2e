import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { controlPort, type Driver, type Job, peerPort, type TorrentClient } from "./driver.ts";
import { type Call, jsonLines } from "./json-lines.ts";
import { python } from "./libtorrent.ts";
import type { Place } from "../topology.ts";

export const deluge: Driver = {
  label: "deluge",
  versionCommand: ["deluged", "--version"],
  mayShowLessUpload: true,
  start,
};

const user = "tests";
const password = "tests";
const adminLevel = 10;

async function start(place: Place, home: string): Promise<TorrentClient> {
  writeFileSync(`${home}/auth`, `${user}:${password}:${adminLevel}\n`);
  writeFileSync(`${home}/core.conf`, coreConf());
  const options = ["--do-not-daemonize", "--config", home, "--loglevel", "error"];
  const ports = ["--port", String(controlPort), "--ui-interface", "127.0.0.1"];
  const daemon = new ClientProcess(place, home, ["deluged", ...options, ...ports]);
  const script = fileURLToPath(new URL("deluge_rpc.py", import.meta.url));
  const login = [String(controlPort), user, password];
  const control = new ClientProcess(place, home, [python, "-u", script, ...login]);
  const call = jsonLines(control);
  await daemon.ready(() => call("daemon.info"));
  const ids = new Map<string, string>();
  const idOf = ({ infoHashes: [key] }: Job) => {
    const id = ids.get(key);
    if (id === undefined) throw new Error("deluge was not given this torrent");
    return id;
  };
  return {
    place,
    async add({ metainfo, infoHashes, folder, uploadLimitBytesPerSecond }) {
      const limit = uploadLimitBytesPerSecond;
      const options = {
        download_location: folder,
        max_upload_speed: limit === undefined ? -1 : limit / 1024,
      };
      const encoded = Buffer.from(metainfo).toString("base64");
      const args = ["personal.torrent", encoded, options];
      const { result } = idSchema.parse(await call("core.add_torrent_file", { args }));
      ids.set(infoHashes[0], result);
    },
    standing: (job) => standing(call, idOf(job)),
    async stop(job) {
      await call("core.pause_torrent", { args: [idOf(job)] });
    },
    async resume(job) {
      await call("core.resume_torrent", { args: [idOf(job)] });
    },
    async close() {
      await Promise.all([control.end(), daemon.end()]);
    },
  };
}

/** A configuration file of Deluge is two values of JSON: the format's version and the settings. */
function coreConf(): string {
  const settings = {
    dht: false,
    lsd: false,
    upnp: false,
    natpmp: false,
    utpex: false,
    new_release_check: false,
    random_port: false,
    listen_ports: [peerPort, peerPort],
    // By its name: both of the interface's addresses. The default is IPv4 alone.
    listen_interface: "eth0",
    max_active_limit: -1,
    max_active_downloading: -1,
    max_active_seeding: -1,
  };
  return JSON.stringify({ file: 1, format: 1 }) + JSON.stringify(settings);
}

/** It names a hybrid torrent by one of its two hashes. */
const idSchema = z.object({ result: z.string() });

const statusSchema = z.object({
  result: z.object({
    total_uploaded: z.number(),
    all_time_download: z.number(),
    is_seed: z.boolean(),
    state: z.string(),
  }),
});

async function standing(call: Call, id: string) {
  const keys = Object.keys(statusSchema.shape.result.shape);
  const answer = await call("core.get_torrent_status", { args: [id, keys] });
  const { result } = statusSchema.parse(answer);
  return {
    uploadedBytes: BigInt(result.total_uploaded),
    downloadedBytes: BigInt(result.all_time_download),
    isComplete: result.is_seed && result.state === "Seeding",
  };
}
