import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{agent,broker,console,contract,drivers,simulators,tests}/**/*.test.ts"],
    pool: "forks",
    // Many wait for processes and browsers rather than work: one more than two cores have.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // CI counts from the JSON.
    reporters: ["default", "json"],
    outputFile: { json: ".cache/vitest.json" },
  },
});
