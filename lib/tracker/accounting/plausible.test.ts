import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { judge, type Circumstances } from "./plausible";

const usual: Circumstances = {
  seconds: 1800,
  fastestBytesPerSecond: 1_000_000,
  downloadedInAll: 0,
  sizeBytes: 1_000_000_000,
  hadTakers: true,
};

describe("a claim", () => {
  test("that can be true is credited as it is", () => {
    const claim = { uploaded: 1_800_000_000, downloaded: 1_800_000_000 };
    expect(judge(claim, usual)).toEqual({ ...claim, suspicion: null });
  });

  test("loses the direction that cannot be true, and keeps the other", () => {
    const claim = { uploaded: 1_800_000_001, downloaded: 5 };
    expect(judge(claim, usual)).toEqual({
      uploaded: 0,
      downloaded: 5,
      suspicion: "upload_too_fast",
    });
    expect(judge({ uploaded: 5, downloaded: 1_800_000_001 }, usual)).toEqual({
      uploaded: 5,
      downloaded: 0,
      suspicion: "download_too_fast",
    });
  });

  test("of many in one second is not given that second each time", () => {
    const { suspicion } = judge({ uploaded: 200_001, downloaded: 0 }, { ...usual, seconds: 0 });
    expect(suspicion).toBe("upload_too_fast");
    const small = judge({ uploaded: 200_000, downloaded: 0 }, { ...usual, seconds: 0 });
    expect(small.suspicion).toBeNull();
  });

  test("of requests sent while downloading needs nobody to upload to", () => {
    const alone = { ...usual, hadTakers: false };
    expect(judge({ uploaded: 11_933, downloaded: 8_388_608 }, alone).suspicion).toBeNull();
    expect(judge({ uploaded: 140_000, downloaded: 8_388_608 }, alone).suspicion).toBe(
      "nobody_to_upload_to",
    );
  });

  test("of nothing is never suspicious", () => {
    const worst = { ...usual, hadTakers: false, downloadedInAll: 2 ** 53 - 1, seconds: 0 };
    expect(judge({ uploaded: 0, downloaded: 0 }, worst).suspicion).toBeNull();
  });

  test("is credited whole or not at all, never negative, never more", () => {
    const bytes = fc.maxSafeNat();
    fc.assert(
      fc.property(
        fc.record({ uploaded: bytes, downloaded: bytes }),
        fc.record({
          seconds: fc.nat(1e6),
          fastestBytesPerSecond: fc.integer({ min: 1, max: 1e12 }),
          downloadedInAll: bytes,
          sizeBytes: bytes,
          hadTakers: fc.boolean(),
        }),
        (claim, circumstances) => {
          const { uploaded, downloaded, suspicion } = judge(claim, circumstances);
          expect([0, claim.uploaded]).toContain(uploaded);
          expect([0, claim.downloaded]).toContain(downloaded);
          const isWhole = uploaded === claim.uploaded && downloaded === claim.downloaded;
          expect(suspicion === null).toBe(isWhole);
        },
      ),
    );
  });
});
