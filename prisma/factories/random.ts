import { createCipheriv, createHash, randomBytes } from "node:crypto";

/** A source of chance. Made from the same seed it gives the same world again. */
export interface Random {
  /** From 0 up to, without, 1. */
  fraction(): number;
  /** A whole number, both ends included. */
  integer(from: number, to: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** @throws Error when there is nothing to pick from */
  pick<T>(choices: readonly T[]): T;
  /** Different elements of the list, at most as many as it has. */
  sample<T>(choices: readonly T[], count: number): T[];
  bytes(length: number): Buffer<ArrayBuffer>;
  /** Lower-case hex digits. */
  hex(digits: number): string;
}

/** AES in counter mode over the seed: fast for the megabytes of piece hashes that torrents need. */
export function seededRandom(seed: string | number): Random {
  const bytes = byteStream(createHash("sha256").update(String(seed)).digest());
  const fraction = () => bytes(4).readUInt32LE() / 2 ** 32;
  const integer = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    integer,
    bytes,
    chance: (probability) => fraction() < probability,
    pick: (choices) => {
      if (choices.length === 0) throw new Error("Nothing to pick from");
      return choices[integer(0, choices.length - 1)] as (typeof choices)[number];
    },
    sample: (choices, count) => {
      const rest = [...choices];
      const wanted = Math.min(count, rest.length);
      return Array.from({ length: wanted }, () =>
        rest.splice(integer(0, rest.length - 1), 1),
      ).flat();
    },
    hex: (digits) =>
      bytes(Math.ceil(digits / 2))
        .toString("hex")
        .slice(0, digits),
  };
}

function byteStream(key: Buffer): (length: number) => Buffer<ArrayBuffer> {
  const chunkBytes = 64 * 1024;
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const zeros = Buffer.alloc(chunkBytes);
  let chunk = cipher.update(zeros);
  let used = 0;
  return (length) => {
    const taken = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      if (used === chunk.length) {
        chunk = cipher.update(zeros);
        used = 0;
      }
      const copied = chunk.copy(taken, filled, used);
      filled += copied;
      used += copied;
    }
    return taken;
  };
}

/** The source that factories use when they are given none: unique in every run. */
export const freshRandom: Random = seededRandom(randomBytes(16).toString("hex"));
