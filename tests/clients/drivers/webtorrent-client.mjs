// A WebTorrent that obeys lines of JSON on standard input and ends with it. Arguments: the folder
// that it is installed in, and the port for peers.
import { once } from "node:events";
import { createInterface } from "node:readline";

import { loadNpmClient } from "./load-npm-client.mjs";

const [folder, torrentPort] = process.argv.slice(2);
const { default: WebTorrent } = await loadNpmClient(folder, "webtorrent/index.js");
const { default: tracker } = await loadNpmClient(folder, "bittorrent-tracker/lib/common.js");
// It gives its last announce a second to be answered: on a busy machine too little to be seen.
tracker.DESTROY_TIMEOUT = 30_000;

const client = new WebTorrent({
  torrentPort: Number(torrentPort),
  dht: false,
  lsd: false,
  utPex: false,
  utp: false,
  natUpnp: false,
  natPmp: false,
  webSeeds: false,
});
client.on("error", (error) => process.stderr.write(`${error.stack}\n`));

/** What a torrent has moved, and what lay there when it was added, by info hash. */
const held = new Map();

const commands = {
  ping: () => ({}),
  async add({ metainfo, infoHash, folder: path, uploadLimit }) {
    // For all torrents at once: a scenario that slows a client gives it one only.
    if (uploadLimit > 0) client.throttleUpload(uploadLimit);
    const torrent = client.add(Buffer.from(metainfo, "base64"), { path });
    torrent.on("error", (error) => process.stderr.write(`${error.stack}\n`));
    torrent.on("warning", (error) => process.stderr.write(`${error.message}\n`));
    await once(torrent, "ready");
    const { before = { uploaded: 0, downloaded: 0 } } = held.get(infoHash) ?? {};
    held.set(infoHash, { torrent, before, atStart: torrent.downloaded });
  },
  standing: ({ infoHash }) => standing(held.get(infoHash)),
  // Its `stopped` says zeros whatever it has moved, and it announces on its own every half an hour
  // only: whoever wants the totals counted asks for an announce first.
  async stop({ infoHash }) {
    const entry = held.get(infoHash);
    entry.torrent.discovery.tracker.update();
    // Afterwards it counts on, since it takes every byte on the wire for uploaded.
    const { uploadedBytes, downloadedBytes } = standing(entry);
    await once(entry.torrent, "trackerAnnounce");
    await new Promise((resolve) => entry.torrent.destroy(resolve));
    held.set(infoHash, { before: { uploaded: uploadedBytes, downloaded: downloadedBytes } });
  },
};

function standing({ torrent, before, atStart }) {
  return {
    uploadedBytes: before.uploaded + (torrent?.uploaded ?? 0),
    downloadedBytes: before.downloaded + (torrent ? torrent.downloaded - atStart : 0),
    isComplete: torrent?.done ?? false,
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let reply;
  try {
    reply = await commands[request.command](request);
  } catch (error) {
    reply = { error: String(error?.stack) };
  }
  process.stdout.write(`${JSON.stringify(reply ?? {})}\n`);
}
process.exit(0);
