import { createServer, connect, type AddressInfo, type Socket } from "node:net";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { FrameWriter, readAnswer, readCall, readFrames } from "./lane-frames";

const server = createServer((socket) => (receive = socket));
let receive: Socket;
let send: Socket;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  send = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await new Promise((resolve) => server.once("connection", resolve));
});

afterAll(() => {
  send.destroy();
  server.close();
});

const latin1 = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const call = fc.record({
  id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  address: fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  ),
  userAgent: latin1(200),
  call: fc.record({
    verb: fc.constantFrom("announce" as const, "scrape" as const),
    passkey: latin1(64),
    query: latin1(9000),
  }),
});

function frames(count: number): Promise<Buffer[]> {
  return new Promise((resolve) => {
    const taken: Buffer[] = [];
    readFrames(receive, (frame) => {
      taken.push(Buffer.from(frame));
      if (taken.length === count) {
        receive.removeAllListeners("data");
        resolve(taken);
      }
    });
  });
}

test("calls arrive as they were sent, however the line cuts them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 40 }), async (calls) => {
      const arrived = frames(calls.length);
      const writer = new FrameWriter(send);
      for (const one of calls) writer.writeCall(one);
      expect((await arrived).map(readCall)).toEqual(calls);
    }),
    { numRuns: 50 },
  );
});

test("answers arrive with their ids, and the word to cut the line", async () => {
  const arrived = frames(3);
  const writer = new FrameWriter(send);
  writer.writeAnswer(1, "d8:intervali1800ee");
  writer.writeAnswer(2 ** 32 - 1, "\xff\x00".repeat(100_000));
  writer.writeAnswer(3, null);
  expect((await arrived).map(readAnswer)).toEqual([
    { id: 1, body: "d8:intervali1800ee" },
    { id: 2 ** 32 - 1, body: "\xff\x00".repeat(100_000) },
    { id: 3, body: null },
  ]);
});
