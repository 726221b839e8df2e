// Loaded before the server by NODE_OPTIONS=--import. In the ledger's thread, and in no other, an
// exception that nobody catches is thrown, once, when the file THREAD_BOMB is there.
import { existsSync, rmSync } from "node:fs";
import { isMainThread, workerData } from "node:worker_threads";

const bomb = process.env["THREAD_BOMB"] ?? "";

if (!isMainThread && typeof workerData?.epoch === "number") {
  setInterval(() => {
    if (!existsSync(bomb)) return;
    rmSync(bomb);
    throw new Error("the bomb in the thread went off");
  }, 5).unref();
}
