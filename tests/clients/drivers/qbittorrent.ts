import { mkdirSync, writeFileSync } from "node:fs";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { controlPort, type Driver, type Job, peerPort, type TorrentClient } from "./driver.ts";
import type { Place } from "../topology.ts";

export const qbittorrent: Driver = {
  label: "qbittorrent",
  versionCommand: ["qbittorrent-nox", "--version"],
  mayShowLessUpload: true,
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  mkdirSync(`${home}/qBittorrent/config`, { recursive: true });
  writeFileSync(`${home}/qBittorrent/config/qBittorrent.conf`, settings(place));
  const daemon = new ClientProcess(place, home, ["qbittorrent-nox", `--profile=${home}`]);
  const call = remoteControl(`http://${place.addresses.ipv4}:${controlPort}/api/v2`);
  await daemon.ready(() => call("app/version"));
  return {
    place,
    async add({ metainfo, folder, uploadLimitBytesPerSecond = 0 }) {
      const torrents = new File([new Uint8Array(metainfo)], "personal.torrent");
      const upLimit = String(uploadLimitBytesPerSecond);
      await call("torrents/add", { torrents, savepath: folder, upLimit });
    },
    standing: (job) => standing(call, job),
    async stop(job) {
      await call("torrents/pause", { hashes: hashesOf(job) });
    },
    async resume(job) {
      await call("torrents/resume", { hashes: hashesOf(job) });
    },
    close: () => daemon.end(),
  };
}

function settings({ addresses }: Place): string {
  return `[LegalNotice]
Accepted=true

[BitTorrent]
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\Interface=eth0
Session\\Port=${peerPort}
Session\\QueueingSystemEnabled=false

[Network]
PortForwardingEnabled=false

[Preferences]
Connection\\ResolvePeerCountries=false
WebUI\\Address=${addresses.ipv4}
WebUI\\Port=${controlPort}
WebUI\\AuthSubnetWhitelistEnabled=true
WebUI\\AuthSubnetWhitelist=203.0.113.0/24
WebUI\\HostHeaderValidation=false
WebUI\\CSRFProtection=false
WebUI\\UseUPnP=false
`;
}

type Call = (path: string, fields?: Record<string, string | File>) => Promise<string>;

function remoteControl(root: string): Call {
  return async (path, fields) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) form.set(name, value);
    const request = fields ? { method: "POST", body: form } : {};
    const response = await fetch(`${root}/${path}`, request);
    const text = await response.text();
    if (!response.ok) throw new Error(`qbittorrent ${path}: ${response.status} ${text}`);
    return text;
  };
}

const torrentsSchema = z
  .array(
    z.object({
      uploaded: z.number(),
      downloaded: z.number(),
      progress: z.number(),
      state: z.string(),
    }),
  )
  .length(1);

const seedingStates = ["uploading", "stalledUP", "forcedUP"];

/** It names a hybrid torrent by one of its two hashes, and overlooks the one it does not know. */
function hashesOf({ infoHashes }: Job): string {
  return infoHashes.join("|");
}

async function standing(call: Call, job: Job) {
  const answer: unknown = JSON.parse(await call("torrents/info", { hashes: hashesOf(job) }));
  const [torrent] = torrentsSchema.parse(answer);
  if (!torrent) throw new Error("qbittorrent does not know the torrent");
  return {
    uploadedBytes: BigInt(torrent.uploaded),
    downloadedBytes: BigInt(torrent.downloaded),
    isComplete: torrent.progress === 1 && seedingStates.includes(torrent.state),
  };
}
