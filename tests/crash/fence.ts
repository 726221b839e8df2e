import { setTimeout as pause } from "node:timers/promises";

import { announce, type Endpoint } from "./announce.ts";

/** Tells when the tracker has committed what it answered. */
export interface Fence {
  /** The tracker process that runs now. */
  readonly process: () => number;
  /** True once all that this process has answered so far is committed; false if it was killed. */
  readonly committed: (process: number) => Promise<boolean>;
  /** To be called when the tracker dies, before the next one starts. */
  readonly trackerDies: () => void;
}

/**
 * A `stopped` is answered only when everything recorded before it has committed: a client that
 * does nothing but stop is a beacon for all others.
 */
export function makeFence(beacon: () => Endpoint): Fence {
  let running = 0;
  let asked = 0;
  return {
    process: () => running,
    committed: async (process) => {
      const peerId = `-BEACON-${String(asked++).padStart(12, "0")}`;
      const totals = { peerId, uploaded: 0, downloaded: 0, left: 0 };
      while (process === running) {
        const isAnswered = await announce(beacon(), { ...totals, event: "stopped" });
        if (isAnswered) return process === running;
        await pause(50);
      }
      return false;
    },
    trackerDies: () => {
      running++;
    },
  };
}
