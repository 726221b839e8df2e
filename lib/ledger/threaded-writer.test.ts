import { expect, test } from "vitest";

import { createThreadedWriter } from "./threaded-writer";
import type { PackedBatch } from "./writer";

const dying = new URL("data:text/javascript,throw new Error('gone')");

function emptyBatch(): PackedBatch {
  const updates = {
    count: 0,
    numbers: new Float64Array(0),
    ids: new Int32Array(0),
    bytes: new Uint8Array(0),
    userAgents: [],
    suspicions: [],
  };
  return { updates, counts: [], fastestBytesPerSecond: 1 };
}

test("a thread that died refuses the batch at hand and every later one, and is closed", async () => {
  const options = { connectionString: "postgresql://nowhere/none", epoch: 1 };
  const writer = createThreadedWriter(dying, options, () => undefined);
  await expect(writer.write(emptyBatch())).rejects.toThrow("gone");
  await expect(writer.write(emptyBatch())).rejects.toThrow("gone");
  await writer.close();
});
