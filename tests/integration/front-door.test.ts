import { connect, type AddressInfo, type Socket } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createFrontDoor, type FrontDoor } from "#lib/server/front-door";
import { clientAddressBehind } from "#lib/tracker/frontends/client-address";
import { Swarms } from "#lib/tracker/swarm/swarms";

import { aMember, aTorrent, makeTracker } from "../support/tracker.ts";

const passkey = "a".repeat(32);
const infoHash = "%ff%00%80%26%25%2b%20%fe" + "%ee".repeat(12);
const query = `info_hash=${infoHash}&peer_id=-XX0000-aaaaaaaaaaaa&port=6881&uploaded=0&downloaded=0&left=0`;
const announce = `/announce/${passkey}?${query}`;

const swarms = new Swarms();
let door: FrontDoor;
let commit: () => void = () => undefined;
let seenAddress = "";

beforeAll(async () => {
  door = createFrontDoor({
    tracker: makeTracker({
      registry: {
        memberByPasskey: (key) => (key === passkey ? aMember : undefined),
        torrentByInfoHash: () => aTorrent,
        snatchedOf: () => 0,
      },
      swarms,
      ledger: {
        record: (slot) => (seenAddress = swarms.peers.ipv4Of(slot)?.subarray(0, 4).join(".") ?? ""),
        touch: () => undefined,
      },
    }),
    web: null,
    clientAddress: clientAddressBehind(["127.0.0.1"]),
    whenCommitted: () => new Promise((resolve) => (commit = resolve)),
    isClosing: () => false,
    health: () => Promise.resolve({ status: "ok" }),
  });
  await new Promise<void>((resolve) => door.server.listen(0, "127.0.0.1", resolve));
  // The first announce is a new baseline: its reply waits for a commit.
  const line = open();
  line.send(`GET ${announce} HTTP/1.1\r\nConnection: close\r\n\r\n`);
  await until(() => seenAddress !== "");
  commit();
  await line.all;
});

afterAll(() => door.close());

interface Line {
  readonly socket: Socket;
  readonly send: (text: string) => void;
  /** Everything received so far. */
  readonly text: () => string;
  /** Everything, once the server has closed. */
  readonly all: Promise<string>;
}

function open(): Line {
  const socket = connect((door.server.address() as AddressInfo).port, "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString("latin1")));
  const all = new Promise<string>((resolve) => {
    socket.on("close", () => {
      resolve(received);
    });
  });
  return {
    socket,
    send: (text) => socket.write(text, "latin1"),
    text: () => received,
    all,
  };
}

async function until(check: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!check()) {
    if (performance.now() > deadline) throw new Error("not so within 5 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const count = (text: string, part: string): number => text.split(part).length - 1;

describe("the announce lane", () => {
  test("answers HTTP/1.0 without a host and closes", async () => {
    const line = open();
    line.send(`GET ${announce} HTTP/1.0\r\n\r\n`);
    const reply = await line.all;
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(reply).toContain("Connection: close");
    expect(reply).toContain("d8:completei1e");
  });

  test("answers requests that come in one packet, in order, on an open connection", async () => {
    const line = open();
    const one = `GET ${announce} HTTP/1.1\r\nHost: x\r\n\r\n`;
    line.send(one + one.replace("/announce/", "/scrape/") + one);
    await until(() => count(line.text(), "HTTP/1.1 200 OK") === 3);
    expect(line.text().indexOf("5:files")).toBeGreaterThan(line.text().indexOf("8:interval"));
    line.socket.destroy();
  });

  test("answers a request that comes byte by byte", async () => {
    const line = open();
    for (const byte of Buffer.from(`GET ${announce} HTTP/1.1\r\nHost: x\r\n\r\n`)) {
      line.send(String.fromCharCode(byte));
    }
    await until(() => line.text().includes("8:interval"));
    line.socket.destroy();
  });

  test("answers HEAD with the length and no body", async () => {
    const line = open();
    line.send(`HEAD ${announce} HTTP/1.1\r\nConnection: close\r\n\r\n`);
    const reply = await line.all;
    expect(reply).toMatch(/Content-Length: [1-9]/);
    expect(reply.endsWith("\r\n\r\n")).toBe(true);
  });

  test("hands a connection over at its first other request, and announces go on there", async () => {
    const line = open();
    const end = "Host: x\r\n\r\n";
    line.send(`GET ${announce} HTTP/1.1\r\n${end}GET /healthz HTTP/1.1\r\n${end}`);
    await until(() => line.text().includes('{"status":"ok"}'));
    line.send(`GET ${announce} HTTP/1.1\r\n${end}`);
    await until(() => count(line.text(), "8:interval") === 2);
    line.send(`GET /torrents HTTP/1.1\r\nConnection: close\r\n${end}`);
    expect(await line.all).toContain("404 Not Found");
  });

  test("believes X-Forwarded-For of a trusted proxy on both ways", async () => {
    for (const first of ["", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"]) {
      const line = open();
      line.send(
        `${first}GET ${announce} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.${first.length}\r\nConnection: close\r\n\r\n`,
      );
      await line.all;
      expect(seenAddress).toBe(`198.51.100.${first.length}`);
    }
  });

  test("holds a goodbye until its commit, and what comes behind it", async () => {
    const line = open();
    const end = "HTTP/1.1\r\nHost: x\r\n\r\n";
    commit = () => undefined;
    const before = commit;
    line.send(`GET ${announce}&event=stopped ${end}GET ${announce} ${end}`);
    await until(() => commit !== before);
    expect(line.text()).toBe("");
    commit();
    await until(() => count(line.text(), "200 OK") === 2);
    line.socket.destroy();
  });

  test("cuts a head that never ends", async () => {
    const line = open();
    line.socket.on("error", () => undefined);
    line.send(`GET ${announce}`);
    line.send("x".repeat(20_000));
    expect(await line.all).toBe("");
  });

  test("answers garbage with 400", async () => {
    const line = open();
    line.send("\x16\x03\x01\x02\x00\x01\r\n\r\n");
    expect(await line.all).toContain("400 Bad Request");
  });
});

describe("a browser at an announce address", () => {
  const navigation = [
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  ];
  const webtorrent = ["User-Agent: WebTorrent/3", "accept-language: *", "sec-fetch-mode: cors"];
  const biglybt = [
    "User-Agent: BiglyBT 3.2.0.0;Linux;Java 17",
    "Accept: text/html, image/gif, image/jpeg, */*",
  ];

  async function ask(path: string, headers: readonly string[]): Promise<string> {
    const line = open();
    const head = [`GET ${path} HTTP/1.1`, "Host: x", ...headers, "Connection: close"];
    line.send(`${head.join("\r\n")}\r\n\r\n`);
    return line.all;
  }

  test.each(["Sec-Fetch-Mode: navigate", "Upgrade-Insecure-Requests: 1"])(
    "that says %s gets a page, which tells nothing and goes nowhere",
    async (sign) => {
      for (const path of [announce, `/announce/${passkey}`, `/scrape/${passkey}`, "/announce/x"]) {
        const reply = await ask(path, [...navigation, sign]);
        expect(reply).toContain("This address is for your torrent client");
        expect(reply.toLowerCase()).toContain("referrer-policy: no-referrer");
        expect(reply).toContain("default-src 'none'; style-src 'sha256-");
        expect(reply).not.toContain(passkey);
      }
    },
  );

  test.each([
    ["webtorrent", webtorrent],
    ["BiglyBT", biglybt],
    ["a browser's script", [...navigation, "Sec-Fetch-Mode: cors"]],
    ["a client that lies about navigating", ["User-Agent: x/1", "Sec-Fetch-Mode: navigate"]],
  ])("is not what %s is", async (_, headers) => {
    expect(await ask(announce, headers)).toContain("8:interval");
  });
});
