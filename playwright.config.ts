import { defineConfig, devices } from "@playwright/test";

import { chromiumFlags, chromiumPath } from "./tests/e2e/support/chromium.ts";

const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } };
const phone = {
  ...devices["Pixel 7"],
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1,
};

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
  reporter: [["list"]],
  use: {
    trace: "retain-on-failure",
    // Animations would be measured half-way by the contrast check.
    contextOptions: { reducedMotion: "reduce" },
    locale: "en-GB",
    timezoneId: "UTC",
    launchOptions: { executablePath: chromiumPath(), args: chromiumFlags },
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
