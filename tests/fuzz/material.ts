import fc from "fast-check";

import type { FuzzWorld } from "./world.ts";

export type Pool<T = string> = readonly [T, ...T[]];

/** What requests are put together from: values that fast-check made, sane ones and absurd ones. */
export interface Material {
  readonly passkeys: Pool;
  readonly hashes: Pool<Buffer>;
  readonly peerIds: Pool<Buffer>;
  /** Values for parameters that should be numbers. */
  readonly numbers: Pool;
  /** Any text that may stand in a request target. */
  readonly texts: Pool;
  readonly userAgents: Pool;
  readonly addresses: Pool;
  readonly pages: Pool;
}

/** The same for the same seed and world. */
export function makeMaterial(seed: number, world: FuzzWorld): Material {
  const draw = <T>(arbitrary: fc.Arbitrary<T>, count: number): Pool<T> => {
    const [first, ...others] = fc.sample(arbitrary, { seed, numRuns: count });
    if (first === undefined) throw new Error("fast-check made nothing");
    return [first, ...others];
  };
  const passkey = oneOfThese(world.passkeys);
  const hash = oneOfThese(world.infoHashes);
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
  return {
    passkeys: draw(weighted([9, passkey], [1, oddPasskey]), 400),
    hashes: draw(weighted([9, hash.map((known) => Buffer.from(known))], [1, bytes]), 400),
    // Few of them: each is a peer, and peers are what memory may grow by.
    peerIds: draw(weighted([3, peerId], [1, bytes]), 40),
    numbers: draw(oddNumber, 4000),
    texts: draw(targetText, 1000),
    userAgents: draw(headerText, 200),
    addresses: draw(weighted([4, address], [1, headerText]), 200),
    pages: draw(page, 100),
  };
}

function weighted<T>(...choices: (readonly [weight: number, arbitrary: fc.Arbitrary<T>])[]) {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

function oneOfThese<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values);
}

function textOf(characters: string, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters.split("")), maxLength });
}

const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
/** Whatever a target may hold, `%` without digits and `=` without a name among it. */
const targetText = textOf(printable.filter((character) => character !== "#").join(""), 40);
const headerText = textOf([...printable, " "].join(""), 60);
const oddPasskey = fc.oneof(
  textOf("0123456789abcdef", 40),
  textOf("0123456789ABCDEF", 32),
  fc.constant(""),
);
const peerId = fc
  .tuple(
    fc.constantFrom("-TR4060-", "-qB5000-", "-DE211s-"),
    fc.uint8Array({ minLength: 12, maxLength: 12 }),
  )
  .map(([client, random]) => Buffer.concat([Buffer.from(client), random]));

const oddNumber = fc.oneof(
  fc.nat().map(String),
  fc.nat({ max: 100_000 }).map(String),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map(String),
  fc.bigInt({ min: 2n ** 63n - 3n, max: 2n ** 64n + 3n }).map(String),
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom("", "-0", "00012", "+5", "%35", "1e9", "0x10", "1.0", "NaN", "Infinity", "1,000"),
  textOf("0123456789", 400),
  targetText,
);

/** Addresses that lead nowhere (RFC 5737, 3849), so that nobody is bothered by a port check. */
const address = fc.oneof(
  fc.nat({ max: 255 }).map((host) => `203.0.113.${host}`),
  fc.nat({ max: 255 }).map((host) => `198.51.100.${host}, 127.0.0.1`),
  fc.nat({ max: 65_535 }).map((host) => `2001:db8::${host.toString(16)}`),
  fc.nat({ max: 255 }).map((host) => `::ffff:203.0.113.${host}`),
  fc.constantFrom(
    "10.0.0.1",
    "[2001:db8::1]:6881",
    "203.0.113.1:80",
    "unknown",
    "::",
    "fe80::1%eth0",
  ),
);

const page = fc.oneof(
  fc.constantFrom("/", "/torrents", "/login", "/announcements", "/announce/a/b", "/favicon.ico"),
  targetText.map((text) => `/torrents/${text}`),
);
