import { connect, type Socket } from "node:net";

/** One way in which a client announces: from an address of its own, under one info hash. */
export interface Endpoint {
  /** Of the tracker, which trusts this host as a proxy. */
  readonly port: number;
  readonly passkey: string;
  readonly infoHash: Uint8Array;
  /** Where the client says to be: not every machine has IPv6. */
  readonly address: string;
}

export interface Announcement {
  readonly peerId: string;
  readonly uploaded: number;
  readonly downloaded: number;
  readonly left: number;
  readonly event: "started" | "completed" | "stopped" | "";
}

/** What may go wrong on the client's side of the line. */
export type Fate = "answered" | "replyLost" | "abandoned";

const patienceMs = 15_000;

/**
 * One announce over a connection of its own, as most clients do it.
 * @returns whether the client saw the reply
 * @throws Error when the tracker refuses: nothing in these tests may be refused
 */
export async function announce(
  endpoint: Endpoint,
  announcement: Announcement,
  fate: Fate = "answered",
): Promise<boolean> {
  const reply = await exchange(endpoint, requestOf(endpoint, announcement), fate);
  if (reply === null || fate !== "answered") return false;
  const body = reply.slice(reply.indexOf("\r\n\r\n") + 4);
  if (!reply.startsWith("HTTP/1.1 200") || !body.startsWith("d8:complete")) {
    throw new Error(`Refused: ${reply.slice(0, 400)}`);
  }
  return true;
}

function requestOf({ passkey, infoHash, address }: Endpoint, said: Announcement): string {
  const event = said.event === "" ? "" : `&event=${said.event}`;
  return (
    `GET /announce/${passkey}?info_hash=${percentEncoded(infoHash)}&peer_id=${said.peerId}` +
    `&port=6881&uploaded=${said.uploaded}&downloaded=${said.downloaded}&left=${said.left}` +
    `&compact=1&numwant=10${event} HTTP/1.1\r\nHost: tracker\r\n` +
    `X-Forwarded-For: ${address}\r\nUser-Agent: simulated/1.0\r\nConnection: close\r\n\r\n`
  );
}

/** @returns the whole reply, or null when there was none */
function exchange(endpoint: Endpoint, request: string, fate: Fate): Promise<string | null> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: "127.0.0.1", port: endpoint.port });
    let received = "";
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.setEncoding("latin1");
    socket.on("connect", () => {
      if (fate === "abandoned") socket.end(request, "latin1", () => socket.destroy());
      else socket.write(request, "latin1");
    });
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      resolve(isWhole(received) ? received : null);
    });
  });
}

function isWhole(reply: string): boolean {
  const end = reply.indexOf("\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)/i.exec(reply)?.[1];
  return end !== -1 && length !== undefined && reply.length === end + 4 + Number(length);
}

function percentEncoded(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}
