import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { z } from "zod";

import { ClientProcess } from "./client-process.ts";
import { type Driver, peerPort, type TorrentClient } from "./driver.ts";
import type { Place } from "../topology.ts";

/** Debian's package belongs to the system's Python, whichever comes first in PATH. */
export const python = "/usr/bin/python3";

export const libtorrent: Driver = {
  label: "libtorrent",
  versionCommand: [python, "-c", "import libtorrent; print('libtorrent', libtorrent.__version__)"],
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  const script = fileURLToPath(new URL("libtorrent_client.py", import.meta.url));
  const { ipv4, ipv6 } = place.addresses;
  const listen = `${ipv4}:${peerPort},[${ipv6}]:${peerPort}`;
  const session = new ClientProcess(place, home, [python, "-u", script, listen]);
  const call = remoteControl(session);
  await session.ready(() => call("ping", {}));
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

type Call = (command: string, args: Record<string, string>) => Promise<unknown>;

/** One line of JSON asks, one line answers. */
function remoteControl({ child }: ClientProcess): Call {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("the libtorrent session has no pipes");
  const lines = createInterface({ input: stdout });
  let previous: Promise<unknown> = Promise.resolve();
  const ask: Call = async (command, args) => {
    stdin.write(`${JSON.stringify({ command, ...args })}\n`);
    const [line] = (await once(lines, "line")) as [string];
    const reply = z.object({ error: z.string().optional() }).loose().parse(JSON.parse(line));
    if (reply.error !== undefined) throw new Error(`libtorrent ${command}: ${reply.error}`);
    return reply;
  };
  return (command, args) => {
    const answer = previous.then(() => ask(command, args));
    previous = answer.catch(() => undefined);
    return answer;
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
