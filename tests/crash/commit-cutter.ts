import { connect, createServer, type Socket } from "node:net";

/** How a connection to Postgres ends when a COMMIT comes by. */
export type Cut = "beforeCommit" | "beforeAnswer" | "afterAnswer";

/** A proxy before Postgres that can cut a connection at its most awkward moments. */
export interface CommitCutter {
  /** The address that the tracker connects to instead of the server's own. */
  readonly url: string;
  /** Cuts the next connection on which a COMMIT comes by; resolves when it is cut. */
  readonly cutNext: (cut: Cut) => Promise<void>;
  /** Turns connections away until it is called off. */
  readonly refuse: (isRefusing: boolean) => void;
  readonly close: () => Promise<void>;
}

/** The simple query "COMMIT", and the tag of its success, in Postgres' own framing. */
const commitQuery = Buffer.from("Q\0\0\0\x0bCOMMIT\0", "latin1");
const commitDone = Buffer.from("C\0\0\0\x0bCOMMIT\0", "latin1");

export async function startCommitCutter(databaseUrl: string): Promise<CommitCutter> {
  const database = new URL(databaseUrl);
  const open = new Set<Socket>();
  let armed: { cut: Cut; done: () => void } | undefined;
  let isRefusing = false;

  const cutNow = (pair: readonly Socket[]) => {
    armed?.done();
    armed = undefined;
    for (const socket of pair) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(Number(database.port || 5432), database.hostname);
    const pair = [client, upstream];
    for (const socket of pair) keep(socket, pair, open);
    if (isRefusing) for (const socket of pair) socket.destroy();
    let hasCommitted = false;
    client.on("data", (chunk) => {
      const isCommit = chunk.includes(commitQuery);
      if (isCommit && armed?.cut === "beforeCommit") {
        cutNow(pair);
        return;
      }
      hasCommitted ||= isCommit;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      // Its arrival proves that the COMMIT took effect: now the tracker must not hear of it.
      const isDone = hasCommitted && chunk.includes(commitDone);
      if (isDone) hasCommitted = false;
      if (isDone && armed?.cut === "beforeAnswer") {
        cutNow(pair);
        return;
      }
      client.write(chunk);
      if (isDone && armed?.cut === "afterAnswer") cutNow(pair);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  const address = server.address();
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address ? address.port : 0);
  return {
    url: url.href,
    cutNext: (cut) =>
      new Promise((done) => {
        armed = { cut, done };
      }),
    refuse: (refusing) => {
      isRefusing = refusing;
      if (refusing) for (const socket of open) socket.destroy();
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** When one side goes, so does the other, as with a connection without anything in between. */
function keep(socket: Socket, pair: readonly Socket[], open: Set<Socket>): void {
  open.add(socket);
  socket.setNoDelay();
  socket.on("error", () => undefined);
  socket.on("close", () => {
    open.delete(socket);
    for (const other of pair) other.destroy();
  });
}
