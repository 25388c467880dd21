import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{agent,broker,console,contract,drivers,simulators,tests}/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // CI counts from the JSON.
    reporters: ["default", "json"],
    outputFile: { json: ".cache/vitest.json" },
  },
});
