import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { findVerbs } from "./discover.ts";

const imported = /^(?:import|export)\s+(?!type\b)(?:[^;"']*?\sfrom\s+)?"([^"]+)"/gm;

/** Everything that loading a source loads with it: packages by name, sources by address. What is imported inside a function is not. */
const loadedBy = async (start: readonly URL[]): Promise<Set<string>> => {
  const seen = new Set<string>();
  const open = start.map(String);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (!next.startsWith("file:") || !next.endsWith(".ts")) continue;
    const text = await readFile(new URL(next), "utf8");
    for (const [, what = ""] of text.matchAll(imported))
      open.push(what.startsWith(".") ? new URL(what, next).href : what);
  }
  return seen;
};

/** Packages that take longer to load than a command line may take to answer. */
const heavy = ["typebox", "typebox/compile", "serialport", "better-sqlite3", "aedes", "mqtt", "fastify", "yaml"];

describe("starting the command line", () => {
  it("loads no schema library and no room's machinery before a verb runs", async () => {
    const verbs = [...(await findVerbs())].filter(([name]) => name !== "demo").map(([, file]) => file);
    const loaded = await loadedBy([new URL("main.ts", import.meta.url), ...verbs]);
    expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
    expect([...loaded].some((name) => name.endsWith("/console/client/request.ts"))).toBe(true); // the walk did walk
  });
});
