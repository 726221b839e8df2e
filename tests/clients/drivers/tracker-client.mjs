// npm's bittorrent-tracker client, which announces whatever totals it is told to: it obeys lines of
// JSON on standard input and ends with it. Arguments: the folder that it is installed in, the
// announce address, the info hash, the peer id and the port for peers.
import dgram from "node:dgram";
import { createInterface } from "node:readline";

import { loadNpmClient } from "./load-npm-client.mjs";

const [folder, announce, infoHash, peerId, port] = process.argv.slice(2);
const { default: Client } = await loadNpmClient(folder, "bittorrent-tracker/client.js");

const client = new Client({ announce, infoHash, peerId, port: Number(port), wrtc: false });
client.on("error", (error) => process.stderr.write(`${error.stack}\n`));

const connectBytes = 16;
const send = dgram.Socket.prototype.send;

/** BEP 41: it knows UDP trackers, but not how to tell them the address's path. */
function sendUrlWithPackets() {
  const { pathname } = new URL(announce.replace(/^udp:/, "http:"));
  const option = Buffer.from([2, pathname.length, ...Buffer.from(pathname)]);
  dgram.Socket.prototype.send = function (packet, offset, length, ...rest) {
    // A list is the socket's own second call, for what was sent before it was bound.
    const isWhole = Array.isArray(packet) || length === connectBytes;
    if (isWhole) return send.call(this, packet, offset, length, ...rest);
    const whole = Buffer.concat([packet, option]);
    return send.call(this, whole, 0, whole.length, ...rest);
  };
}

/** Everything that one answer brings: its counts, its peers, and what it has to say. */
function answer(event, ask) {
  return new Promise((resolve) => {
    const reply = { complete: undefined, incomplete: undefined, peers: [], says: [] };
    const onPeer = (peer) => reply.peers.push(peer);
    // The peers are told in the same turn.
    const finish = () =>
      setImmediate(() => {
        client.off("peer", onPeer).off("warning", onWarning).off(event, onAnswer);
        resolve(reply);
      });
    const onWarning = ({ message }) => {
      reply.says.push(message);
      finish();
    };
    const onAnswer = ({ complete, incomplete, downloaded }) => {
      Object.assign(reply, { complete, incomplete, downloaded });
      finish();
    };
    client.on("peer", onPeer).on("warning", onWarning).on(event, onAnswer);
    ask();
  });
}

const commands = {
  ping: () => ({}),
  sendUrlWithPackets,
  start: (totals) => answer("update", () => client.start(totals)),
  update: (totals) => answer("update", () => client.update(totals)),
  complete: (totals) => answer("update", () => client.complete(totals)),
  stop: (totals) => answer("update", () => client.stop(totals)),
  scrape: () => answer("scrape", () => client.scrape()),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...totals } = JSON.parse(line);
  let reply;
  try {
    reply = await commands[command](totals);
  } catch (error) {
    reply = { error: String(error?.stack) };
  }
  process.stdout.write(`${JSON.stringify(reply ?? {})}\n`);
}
process.exit(0);
