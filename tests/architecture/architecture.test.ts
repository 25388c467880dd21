import { describe, expect, it } from "vitest";
import { homes, ruleTable } from "./rules.ts";
import { importsOf, readSources, readText } from "./sources.ts";

const sources = await readSources();

describe("the house plan", () => {
  it("finds the sources", () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.map((s) => s.path)).toContain("contract/time.ts");
  });

  it.each(Object.entries(ruleTable))("%s", (_, rule) => {
    expect(sources.flatMap(rule)).toEqual([]);
  });

  it("every import of our own names a file that exists", () => {
    const there = new Set(sources.map((s) => s.path));
    const missing = sources.flatMap((s) =>
      importsOf(s)
        .filter((t) => /^(agent|broker|console|contract|drivers|simulators|tests)\/.*\.tsx?$/.test(t) && !there.has(t))
        .map((t) => `${s.path} imports ${t}`),
    );
    expect(missing).toEqual([]);
  });

  it("every dependency has a home", async () => {
    const { dependencies } = JSON.parse(await readText("package.json")) as { dependencies: Record<string, string> };
    expect(Object.keys(dependencies).filter((name) => !homes[name])).toEqual([]);
  });
});

/** Each rule finds what it is there to find: path, text, and what it says. */
const offences: readonly (readonly [path: string, text: string, says: RegExp])[] = [
  ["agent/a.ts", 'import { x } from "../broker/live.ts";', /agent\/a.ts imports broker\/live.ts/],
  ["broker/a.ts", 'import type { Driver } from "../drivers/api.ts";', /broker\/a.ts imports drivers\/api.ts/],
  ["console/a.ts", 'export * from "../agent/main.ts";', /console\/a.ts imports agent\/main.ts/],
  ["contract/a.ts", 'import {\n  x,\n} from "../drivers/api.ts";', /contract\/a.ts imports drivers\/api.ts/],
  [
    "simulators/devices/x/device.ts",
    'import { y } from "../../../drivers/x/session.ts";',
    /imports drivers\/x\/session.ts/,
  ],
  ["drivers/a/session.ts", 'import { y } from "../b/codec.ts";', /a driver stands alone/],
  ["drivers/a/session.ts", 'import { openSerial } from "../port/serial.ts";', /a driver stands alone/],
  ["broker/faults/a.ts", 'import { y } from "../tickets/tickets.ts";', /through live/],
  ["console/web/a.tsx", 'import { x } from "../cli/ui.ts";', /console\/web\/a.tsx imports console\/cli\/ui.ts/],
  ["console/i18n/a.ts", 'import { x } from "../web/words.ts";', /words know no screen/],
  ["contract/a.ts", 'import { readFile } from "node:fs/promises";', /does no I\/O/],
  ["agent/a.ts", 'import { connect } from "mqtt";', /uses mqtt, whose home is agent\/uplink/],
  ["agent/a.ts", 'import chalk from "chalk";', /uses chalk, whose home is nowhere/],
  ["agent/a.ts", "const now = Date.now();", /Date\.now/],
  ["agent/a.ts", "setTimeout(() => undefined, 5);", /setTimeout/],
  ["drivers/x/session.ts", "const r = Math.random();", /Math\.random/],
  ["agent/a.ts", 'import { exec } from "node:child_process";', /imports exec: no shell/],
  ["agent/a.ts", 'import { execSync as e } from "child_process";', /imports execSync/],
  ["agent/a.ts", 'import * as cp from "node:child_process";', /all of child_process/],
  ["agent/a.ts", 'import { spawn } from "node:child_process";\nspawn("ls", [], { shell: true });', /says shell/],
  ["agent/a.ts", 'import { spawn } from "node:child_process";', /not on the list/],
  ["agent/a.ts", "await import(`./${name}.ts`);", /no folder discovery/],
  ["agent/a.ts", "x\n".repeat(500), /more than 400/],
  ["agent/utils/a.ts", "", /no folder is called utils/],
  ["agent/someThing.ts", "", /kebab-case/],
  ["agent/a.ts", "const x = y as any;", /as any/],
];

describe("the rules find what they are there to find", () => {
  it.each(offences)("%s: %j", (path, text, says) => {
    const found = Object.values(ruleTable).flatMap((rule) => rule({ path, text }));
    expect(found.join("\n")).toMatch(says);
  });

  it.each([
    ["agent/a.ts", "// setTimeout(x) would be wrong\nsocket.setTimeout(5);\nclock.after(5, f);"],
    ["agent/main.ts", "const random = Math.random;"],
    ["agent/a.test.ts", 'import { FakeClock } from "../tests/support/fake-clock.ts";\nDate.now();'],
    [
      "simulators/devices/x/device.ts",
      'import { rule } from "../../../drivers/x/codec.ts";\nimport { hex } from "../../../drivers/wire/fields.ts";',
    ],
    ["agent/a.ts", 'const found = /x/.exec(text); const url = "http://x"; // fine'],
  ])("and let pass what is right: %s %j", (path, text) => {
    expect(Object.values(ruleTable).flatMap((rule) => rule({ path, text }))).toEqual([]);
  });
});
