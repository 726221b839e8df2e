import { createHash, randomBytes } from "node:crypto";
import { Agent, get } from "node:http";

import { withClient } from "./ledger.ts";
import { percentile } from "./statistics.ts";

/** Pages that members look at most: the list, its next pages by search and order, one torrent. */
const paths = ["/torrents", "/torrents?q=bench", "/torrents?sort=seeders", "/torrents/1"];

/** What the readers saw. */
export interface PagesSeen {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** Opens a session for a member as the sign-in does. @returns the cookie */
export async function openSession(databaseUrl: string, memberId: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const id = createHash("sha256").update(token).digest("hex");
  await withClient(databaseUrl, (client) =>
    client.query(
      "INSERT INTO sessions (id, member_id, expires_at) VALUES ($1, $2, now() + interval '1 day')",
      [id, memberId],
    ),
  );
  return `authjs.session-token=${token}`;
}

/**
 * Some members who open one page after the other until they are stopped.
 * @throws Error, on stopping, when a page was not what a signed-in member sees
 */
export function startReaders(
  url: string,
  cookie: string,
  readers: number,
): { stop: () => Promise<PagesSeen> } {
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const startedAt = performance.now();
  const times: number[] = [];
  let isOver = false;
  const read = async (reader: number) => {
    for (let at = reader; !isOver; at++) {
      const path = paths[at % paths.length] ?? "/";
      const begun = performance.now();
      const { status, text } = await page(new URL(path, url), { agent, cookie });
      if (status !== 200 || !text.includes("bench")) {
        throw new Error(`${path} answered ${status}, ${text.length} bytes: not a member's page`);
      }
      times.push(performance.now() - begun);
    }
  };
  const reading = Promise.all(Array.from({ length: readers }, (_, reader) => read(reader)));
  reading.catch(() => undefined);
  return {
    stop: async () => {
      isOver = true;
      await reading;
      agent.destroy();
      const seconds = (performance.now() - startedAt) / 1000;
      times.sort((one, other) => one - other);
      return { perSecond: times.length / seconds, p99Ms: percentile(times, 0.99) };
    },
  };
}

function page(
  url: URL,
  { agent, cookie }: { agent: Agent; cookie: string },
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { cookie } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    request.on("error", reject);
  });
}
