import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    pool: "forks",
    // Many wait for processes and browsers rather than work: one more than cores. Two more were no faster on two cores, and late in what has deadlines.
    maxWorkers: availableParallelism() + 1,
    // CI counts from the JSON.
    reporters: ["default", "json"],
    outputFile: { json: ".cache/vitest.json" },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is polled for comes when a busy machine has time for it: the usual second made tests of browsers fail at random.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "rooms",
          include: ["{agent,broker,console,contract,drivers,simulators}/**/*.test.ts", "tests/web/*.test.ts"],
          // A worker loads what they need once: they leave nothing behind, and loading took longer than most of them.
          isolate: false,
        },
      },
      { extends: true, test: { name: "house", include: ["tests/**/*.test.ts"], exclude: ["tests/web/**"] } },
    ],
  },
});
