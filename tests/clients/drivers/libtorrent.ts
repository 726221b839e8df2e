import { fileURLToPath } from "node:url";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { type Driver, peerPort, type TorrentClient } from "./driver.ts";
import { type Call, jsonLines } from "./json-lines.ts";
import type { Place } from "../topology.ts";

/** Debian's package belongs to the system's Python, whichever comes first in PATH. */
export const python = "/usr/bin/python3";

export const libtorrent: Driver = {
  label: "libtorrent",
  versionCommand: [python, "-c", "import libtorrent; print('libtorrent', libtorrent.__version__)"],
  mayShowLessUpload: true,
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  const script = fileURLToPath(new URL("libtorrent_client.py", import.meta.url));
  const { ipv4, ipv6 } = place.addresses;
  const listen = `${ipv4}:${peerPort},[${ipv6}]:${peerPort}`;
  const session = new ClientProcess(place, home, [python, "-u", script, listen]);
  const call = jsonLines(session);
  await session.ready(() => call("ping"));
  return {
    place,
    async add({ metainfo, infoHashes, folder, uploadLimitBytesPerSecond = 0 }) {
      const encoded = Buffer.from(metainfo).toString("base64");
      const uploadLimit = String(uploadLimitBytesPerSecond);
      await call("add", { metainfo: encoded, infoHash: infoHashes[0], folder, uploadLimit });
    },
    standing: ({ infoHashes }) => standing(call, infoHashes[0]),
    async stop({ infoHashes }) {
      await call("stop", { infoHash: infoHashes[0] });
    },
    async resume({ infoHashes }) {
      await call("resume", { infoHash: infoHashes[0] });
    },
    close: () => session.end(),
  };
}

const standingSchema = z.object({
  uploadedBytes: z.coerce.bigint(),
  downloadedBytes: z.coerce.bigint(),
  isComplete: z.boolean(),
});

async function standing(call: Call, infoHash: string) {
  return standingSchema.parse(await call("standing", { infoHash }));
}
