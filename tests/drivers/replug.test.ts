import { describe, expect, it } from "vitest";
import { seedOfRun } from "../support/seeded.ts";
import { replugCycles } from "./replug.ts";
import { onLine } from "./subjects.ts";

describe("R11: 100 times unplugged or muted over real ports: lost within 3 polls, ok within 10 s, no descriptor leaked", () => {
  it.each(onLine)("%s", { timeout: 60_000 }, async (_, subject) => {
    const cycles = Math.ceil(100 / onLine.length);
    expect(await replugCycles(subject, seedOfRun(), { cycles, muteEvery: 10, hurry: 5 })).toEqual([]);
  });
});
