import { fileURLToPath } from "node:url";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { type Driver, type Job, peerPort, type TorrentClient } from "./driver.ts";
import { jsonLines } from "./json-lines.ts";
import { npmFolder } from "./npm-clients.ts";
import type { Place } from "../topology.ts";

const manifest = `${npmFolder}/node_modules/webtorrent/package.json`;

export const webtorrent: Driver = {
  label: "webtorrent",
  versionCommand: [
    process.execPath,
    "-p",
    `"webtorrent " + require(${JSON.stringify(manifest)}).version`,
  ],
  announcedDownload: "held",
  countsRequestsAsUpload: true,
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  const script = fileURLToPath(new URL("webtorrent-client.mjs", import.meta.url));
  const command = [process.execPath, script, npmFolder, String(peerPort)];
  const client = new ClientProcess(place, home, command);
  const call = jsonLines(client);
  await client.ready(() => call("ping"));
  const add = async ({ metainfo, infoHashes, folder, uploadLimitBytesPerSecond }: Job) => {
    const encoded = Buffer.from(metainfo).toString("base64");
    const uploadLimit = uploadLimitBytesPerSecond ?? 0;
    await call("add", { metainfo: encoded, infoHash: infoHashes[0], folder, uploadLimit });
  };
  return {
    place,
    add,
    async standing({ infoHashes }) {
      return standingSchema.parse(await call("standing", { infoHash: infoHashes[0] }));
    },
    async stop({ infoHashes }) {
      await call("stop", { infoHash: infoHashes[0] });
    },
    // A torrent that was stopped is gone from the client: `pause` only takes no new peers.
    resume: add,
    close: () => client.end(),
  };
}

const standingSchema = z.object({
  uploadedBytes: z.coerce.bigint(),
  downloadedBytes: z.coerce.bigint(),
  isComplete: z.boolean(),
});
