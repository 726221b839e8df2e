import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";

import { ClientProcess } from "./client-process.ts";
import { type Driver, type Job, peerPort, type Standing, type TorrentClient } from "./driver.ts";
import type { Place } from "../topology.ts";

export const rtorrent: Driver = {
  label: "rtorrent",
  versionCommand: ["rtorrent", "-h"],
  // It checks all pieces once more at the end, with the tracker switched off meanwhile, and then
  // keeps its `completed` for the next interval.
  mayWithholdCompleted: true,
  start,
};

async function start(place: Place, home: string): Promise<TorrentClient> {
  const socket = `${home}/rpc.sock`;
  mkdirSync(`${home}/session`);
  writeFileSync(`${home}/rtorrent.rc`, settings(home, socket));
  const daemon = new ClientProcess(place, home, [
    "rtorrent",
    "-n",
    "-o",
    `import=${home}/rtorrent.rc`,
  ]);
  const call = remoteControl(socket);
  await daemon.ready(() => call("system.client_version", []));
  return {
    place,
    async add({ metainfo, folder, uploadLimitBytesPerSecond }) {
      const first = [`d.directory.set="${folder}"`];
      if (uploadLimitBytesPerSecond !== undefined) {
        const kibibytes = String(Math.round(uploadLimitBytesPerSecond / 1024));
        await call("throttle.up", ["", "slow", kibibytes]);
        first.push("d.throttle_name.set=slow");
      }
      await call("load.raw_start", ["", metainfo, ...first]);
    },
    standing: (job) => standing(call, job),
    async announce(job) {
      await call("d.tracker_announce", [idOf(job)]);
    },
    async stop(job) {
      await call("d.stop", [idOf(job)]);
    },
    async resume(job) {
      await call("d.start", [idOf(job)]);
    },
    close: () => daemon.end(),
  };
}

function settings(home: string, socket: string): string {
  return `system.daemon.set = true
session.path.set = ${home}/session
network.scgi.open_local = ${socket}
network.port_range.set = ${peerPort}-${peerPort}
dht.mode.set = disable
protocol.pex.set = no
`;
}

function idOf({ infoHashes }: Job): string {
  return infoHashes[0].toUpperCase();
}

async function standing(call: Call, job: Job): Promise<Standing> {
  const number = async (method: string) => BigInt(await call(method, [idOf(job)]));
  return {
    uploadedBytes: await number("d.up.total"),
    downloadedBytes: await number("d.down.total"),
    isComplete: (await number("d.complete")) === 1n && (await number("d.is_active")) === 1n,
  };
}

type Call = (method: string, params: readonly (string | Uint8Array)[]) => Promise<string>;

/** XML-RPC over SCGI, as far as it is needed: one plain value comes back, as text. */
function remoteControl(socket: string): Call {
  return async (method, params) => {
    const values = params.map((param) => `<param><value>${xmlOf(param)}</value></param>`);
    const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${values.join("")}</params></methodCall>`;
    const answer = await exchange(socket, body);
    const value = /<value>(?:<\w+>)?([^<]*)/.exec(answer)?.[1];
    if (answer.includes("<fault>") || value === undefined) {
      const reason = /<string>([^<]*)/.exec(answer)?.[1] ?? answer;
      throw new Error(`rtorrent ${method}: ${reason}`);
    }
    return value;
  };
}

function xmlOf(param: string | Uint8Array): string {
  if (typeof param !== "string") return `<base64>${Buffer.from(param).toString("base64")}</base64>`;
  return `<string>${param.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</string>`;
}

/** One SCGI request: its headers as a netstring, then the body. The end of the answer is its end. */
function exchange(socket: string, body: string): Promise<string> {
  const headers = `CONTENT_LENGTH\0${Buffer.byteLength(body)}\0SCGI\x001\0`;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    connect(socket)
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => {
        resolve(Buffer.concat(chunks).toString());
      })
      .on("error", reject)
      .write(`${headers.length}:${headers},${body}`);
  });
}
