import { defineConfig, devices } from "@playwright/test";

import { chromiumLaunch } from "./tests/e2e/support/chromium.ts";

const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } };
const phone = {
  ...devices["Pixel 7"],
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1,
};

/** Where `npm test` reads the counts. */
// eslint-disable-next-line no-restricted-properties -- no setting of the site
const report = process.env["SWARMKEEP_TEST_REPORT"];

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: report ? [["list"], ["json", { outputFile: report }]] : [["list"]],
  use: {
    trace: "retain-on-failure",
    // Animations would be measured half-way by the contrast check.
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-GB",
    timezoneId: "UTC",
    launchOptions: chromiumLaunch(),
  },
  projects: [
    { name: "desktop", use: desktop },
    // Tests of comforts that need a script carry the tag @script.
    {
      name: "desktop without script",
      use: { ...desktop, javaScriptEnabled: false },
      grepInvert: /@script/,
    },
    { name: "phone", use: phone },
  ],
});
