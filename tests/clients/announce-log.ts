import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import bencode from "bencode";
import { z } from "zod";

import { python } from "./drivers/libtorrent.ts";
import { type Family, onTrackerLink, type Place } from "./topology.ts";

const exchangeSchema = z.object({
  client: z.string(),
  isUdp: z.boolean(),
  /** The request line's target as sent, percent-encoding untouched. */
  target: z.string(),
  userAgent: z.string(),
  /** Base64 of the answer's body; null when the connection ended without one. */
  body: z.string().nullable(),
});

/** One announce as it went over the wire, and what the tracker answered. */
export type Announce = {
  /** The address it came from, and that address's family. */
  address: string;
  family: Family;
  /** 40 hex digits; for a v2 torrent the first 20 bytes of its hash (BEP 52). */
  infoHash: string;
  /** 40 hex digits. */
  peerId: string;
  userAgent: string;
  event: string;
  uploadedBytes: bigint;
  downloadedBytes: bigint;
  leftBytes: bigint;
  /** `redundant` and `corrupt`, which libtorrent alone sends; undefined over UDP: no room for them. */
  wastedBytes: bigint | undefined;
  /** Null when the connection ended without an answer: the client does not know if it counted. */
  answer: Answer | null;
};
type Answer = { failure: string; warning: string; peerAddresses: string[] };

/** Everything that the clients of all places announced, in the order of the answers. */
export class AnnounceLog {
  readonly announces: Announce[] = [];
  private readonly tap: ChildProcess;

  private constructor(tap: ChildProcess) {
    this.tap = tap;
  }

  /** Listens on the tracker's link from now on. */
  static async open(port: number): Promise<AnnounceLog> {
    const script = fileURLToPath(new URL("wire_tap.py", import.meta.url));
    const tap = spawn(...onTrackerLink((link) => [python, "-u", script, link, String(port)]), {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const log = new AnnounceLog(tap);
    const lines = createInterface({ input: tap.stdout });
    const [first] = (await Promise.race([once(lines, "line"), once(tap, "exit")])) as unknown[];
    if (first !== '"ready"') throw new Error("the tap on the tracker's link did not start");
    lines.on("line", (line) => {
      log.record(exchangeSchema.parse(JSON.parse(line)));
    });
    return log;
  }

  /** Announces of one torrent from one place, oldest first. */
  of({ addresses }: Place, infoHashes: readonly string[]): Announce[] {
    return this.announces.filter(
      ({ address, infoHash }) =>
        Object.values(addresses).includes(address) && infoHashes.includes(infoHash),
    );
  }

  close(): void {
    this.tap.kill("SIGKILL");
  }

  private record(exchange: z.output<typeof exchangeSchema>): void {
    const { client, target, userAgent, body, isUdp } = exchange;
    const [path = "", query = ""] = target.split("?");
    if (!path.includes("announce")) return;
    const fields = parseQuery(query);
    const text = (name: string) => fields.get(name)?.toString("latin1") ?? "";
    const bytes = (name: string) => BigInt(text(name) || 0);
    this.announces.push({
      address: client,
      family: client.includes(":") ? "ipv6" : "ipv4",
      infoHash: fields.get("info_hash")?.toString("hex") ?? "",
      peerId: fields.get("peer_id")?.toString("hex") ?? "",
      userAgent,
      event: text("event"),
      uploadedBytes: bytes("uploaded"),
      downloadedBytes: bytes("downloaded"),
      leftBytes: bytes("left"),
      wastedBytes: isUdp ? undefined : bytes("redundant") + bytes("corrupt"),
      answer: body === null ? null : parseAnswer(Buffer.from(body, "base64")),
    });
  }
}

function parseQuery(query: string): Map<string, Buffer> {
  const pairs = query.split("&").map((pair): [string, Buffer] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), bytesOf(pair.slice(at + 1))];
  });
  return new Map(pairs);
}

/** Percent-encoded bytes, which need not be UTF-8. */
function bytesOf(encoded: string): Buffer {
  const latin1 = encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(latin1, "latin1");
}

function parseAnswer(body: Buffer): Answer {
  const fields = bdecode(body);
  if (!fields) {
    return { failure: `not bencoded: ${body.toString("latin1")}`, warning: "", peerAddresses: [] };
  }
  return {
    failure: asText(fields["failure reason"]),
    warning: asText(fields["warning message"]),
    peerAddresses: [...unpack(fields["peers"], 4), ...unpack(fields["peers6"], 16)],
  };
}

function bdecode(body: Buffer): Record<string, unknown> | undefined {
  try {
    return bencode.decode(body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : "";
}

/** Compact peers (BEP 23, BEP 7): addresses without ports, IPv6 as written by `new URL`. */
function unpack(value: unknown, addressLength: 4 | 16): string[] {
  if (!(value instanceof Uint8Array)) return [];
  const step = addressLength + 2;
  const count = Math.floor(value.length / step);
  return Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(value.subarray(index * step, index * step + addressLength));
    if (addressLength === 4) return bytes.join(".");
    const groups = Array.from({ length: 8 }, (__, group) => bytes.readUInt16BE(group * 2));
    const url = new URL(`http://[${groups.map((group) => group.toString(16)).join(":")}]`);
    return url.hostname.slice(1, -1);
  });
}
