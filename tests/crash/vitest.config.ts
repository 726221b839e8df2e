import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "crash",
    include: ["tests/crash/**/*.test.ts"],
    environment: "node",
    globalSetup: ["tests/support/vitest-postgres.ts"],
    pool: "forks",
    // Each test wants the machine, and one of them kills its Postgres.
    fileParallelism: false,
    testTimeout: 300_000,
    reporters: ["default"],
  },
});
