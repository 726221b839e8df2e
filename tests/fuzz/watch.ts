import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { get } from "node:http";

const GIVE_UP_MS = 10_000;

/** How the server kept answering while it was being fuzzed. */
export interface HealthRecord {
  /** Milliseconds of the slowest answer, without those in which the server had no processor. */
  readonly worstMs: number;
  readonly answers: number;
}

/**
 * Asks for the server's health again and again, on a new connection each time, in a process of its
 * own: the fuzzer is too busy to measure anybody else's time.
 *
 * @returns ends it
 */
export function watchHealth({
  url,
  pid,
}: {
  readonly url: string;
  readonly pid: number;
}): () => Promise<HealthRecord> {
  const watcher = fork(path.join(import.meta.dirname, "watcher.ts"), [url, String(pid)], {
    execArgv: ["--import", "tsx"],
  });
  return async () => {
    const told = once(watcher, "message");
    watcher.send("enough");
    const [record] = (await told) as [HealthRecord];
    watcher.disconnect();
    return record;
  };
}

/** Peers whose changes are not committed yet, as the server's health tells. */
export function pendingPeers(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/healthz`, { agent: false, timeout: GIVE_UP_MS }, (res) => {
      let body = "";
      res.on("data", (chunk) => (body += String(chunk)));
      res.on("end", () => {
        const { status, pendingPeers } = JSON.parse(body) as {
          status: string;
          pendingPeers: number;
        };
        if (status === "ok") resolve(pendingPeers);
        else reject(new Error(body));
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", reject);
  });
}
