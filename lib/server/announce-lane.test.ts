import { createServer, type Server as HttpServer } from "node:http";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createAnnounceLane } from "./announce-lane";

const announce = `GET /announce/${"a".repeat(32)}?x HTTP/1.1\r\nHost: x\r\n`;

let http: HttpServer;
let lane: Server;
/** Sends the answer that a test holds back. */
let answer: (() => void) | undefined;
let isHeld: boolean;

beforeEach(async () => {
  isHeld = false;
  http = createServer((_, res) => res.end("a page"));
  const patience = { headMs: 150, idleMs: 400, lookEveryMs: 10 };
  lane = createAnnounceLane(
    http,
    (_, __, send) => {
      answer = () => {
        send("d8:intervali1800ee");
      };
      if (!isHeld) answer();
    },
    patience,
  );
  await new Promise<void>((resolve) => lane.listen(0, "127.0.0.1", resolve));
});

afterEach(() => lane.close());

interface Line {
  readonly socket: Socket;
  readonly text: () => string;
  /** Milliseconds until the server cut the line. */
  readonly cutAfter: Promise<number>;
}

function open(): Line {
  const startedAt = performance.now();
  const socket = connect((lane.address() as AddressInfo).port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  socket.on("error", () => socket.destroy());
  const cutAfter = new Promise<number>((resolve) => {
    socket.on("close", () => {
      resolve(performance.now() - startedAt);
    });
  });
  return { socket, text: () => text, cutAfter };
}

async function until(check: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!check()) {
    if (performance.now() > deadline) throw new Error("not so within 5 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("the lane's patience", () => {
  test("ends for a connection that says nothing", async () => {
    expect(await open().cutAfter).toBeGreaterThanOrEqual(140);
  });

  test("ends for a head that comes byte by byte, however steadily", async () => {
    const line = open();
    let sent = 0;
    const drip = setInterval(() => line.socket.write(announce.charAt(sent++ % 20)), 20);
    const after = await line.cutAfter;
    clearInterval(drip);
    expect(after).toBeGreaterThanOrEqual(140);
    expect(sent).toBeLessThan(announce.length);
    expect(line.text()).toBe("");
  });

  test("ends for a head that does not end", async () => {
    const line = open();
    line.socket.write(announce + `X: ${"x".repeat(17_000)}`);
    expect(await line.cutAfter).toBeLessThan(5000);
    expect(line.text()).toBe("");
  });

  test("lasts longer between requests, and for an answer as long as that takes", async () => {
    isHeld = true;
    const line = open();
    line.socket.write(`${announce}\r\n`);
    await until(() => answer !== undefined);
    const held = open();
    await held.cutAfter;
    expect(line.socket.destroyed).toBe(false);
    answer?.();
    await until(() => line.text().includes("8:interval"));
    expect(await line.cutAfter).toBeGreaterThanOrEqual(500);
  });

  test("is not asked for where pages are served", async () => {
    const line = open();
    line.socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await until(() => line.text().includes("a page"));
    await open().cutAfter;
    expect(line.socket.destroyed).toBe(false);
    line.socket.destroy();
  });
});

test("a last answer arrives whole, however long, and the line is closed", async () => {
  const body = "x".repeat(5_000_000);
  lane.close();
  lane = createAnnounceLane(http, (_, __, send) => {
    send(body);
  });
  await new Promise<void>((resolve) => lane.listen(0, "127.0.0.1", resolve));
  const line = open();
  line.socket.write(`${announce}Connection: close\r\n\r\n`);
  await line.cutAfter;
  expect(line.text().endsWith(`\r\n\r\n${body}`)).toBe(true);
});
