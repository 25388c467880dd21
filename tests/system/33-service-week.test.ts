import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Verified } from "../../broker/verify/verify.ts";
import type { WeekSummary } from "../../simulators/week/week.ts";
import { roundsman, startRoundsman } from "./rig.ts";

let folder: string;
let summary: WeekSummary;
const valueIn = <T>(stdout: string): T => {
  const lines = stdout.split("\n");
  return JSON.parse(lines.slice(lines.findLastIndex((line) => line.startsWith("{"))).join("\n")) as T;
};

beforeAll(async () => {
  // A week is thirty thousand commits: on a disk that others use, too, each would wait its turn.
  folder = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "roundsman-week-"));
  const args = ["demo", "--scenario", "service-week", "--json", "--data", join(folder, "week")];
  const demo = startRoundsman(args, join(folder, "week.log"));
  expect(await demo.ended, demo.output()).toBe("0");
  summary = valueIn<WeekSummary>(demo.output());
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the week to lay hands on. */
const copyOf = (name: string): string => {
  const copy = join(folder, name);
  cpSync(join(folder, "week"), copy, { recursive: true });
  const settings = parse(readFileSync(join(copy, "broker.yaml"), "utf8")) as Record<string, unknown>;
  writeFileSync(join(copy, "broker.yaml"), stringify({ ...settings, dataFolder: join(copy, "broker") }));
  return copy;
};
const change = (week: string, work: (db: Sqlite.Database) => void): void => {
  const db = new Sqlite(join(week, "broker", "broker.db"));
  work(db);
  db.close();
};
const verify = async (week: string, ...more: string[]): Promise<{ code: number; found: Verified }> => {
  const report = join(week, "reports", "quarterly.en.json");
  const args = ["verify", "--json", "--config", join(week, "broker.yaml"), "--report", report, ...more];
  const { code, stdout, stderr } = await roundsman(args);
  expect(stderr).toBe("");
  return { code, found: valueIn<Verified>(stdout) };
};
const wrongIn = ({ numbers = [] }: Verified): string[] =>
  numbers.filter(({ agrees }) => !agrees).map(({ path }) => path);

describe("a week of service on a driven clock", { timeout: 120_000 }, () => {
  test("every expectation is met, every record is stored exactly once, the report is there in both languages", () => {
    expect(summary).toMatchObject({ scenario: "service-week", exitCode: 0, problems: [] });
    expect(summary.expectations.length).toBeGreaterThan(15);
    expect(summary.records).toMatchObject({ missing: 0, stored: summary.records.sent });
    const told = (language: string, format: string): string =>
      readFileSync(join(folder, "week", "reports", `quarterly.${language}.${format}`), "latin1");
    for (const language of ["en", "zh-CN"]) {
      expect(told(language, "html")).toContain("<html");
      expect(told(language, "pdf").slice(0, 5)).toBe("%PDF-");
    }
  });

  test("every number of the report can be recomputed from the trail", async () => {
    const { code, found } = await verify(join(folder, "week"));
    expect(wrongIn(found)).toEqual([]);
    expect(found.stray).toEqual([]);
    expect(found.numbers?.length).toBeGreaterThan(500);
    expect(code).toBe(0);
  });
});

describe("what was laid hands on is named, exit code 1", { timeout: 120_000 }, () => {
  test("an entry of the audit log", async () => {
    const week = copyOf("audit");
    change(week, (db) => db.prepare("UPDATE audit SET actor='user:nobody' WHERE n=40").run());
    const { code, found } = await verify(week);
    expect([code, found.chain.broken]).toEqual([1, { n: 40, why: "its content is not what was hashed" }]);
  });

  test("the tail of the log, against the exported head", async () => {
    const week = copyOf("tail");
    const { found } = await verify(week);
    const head = join(folder, "head.json");
    writeFileSync(head, JSON.stringify(found.chain.head));
    expect((await verify(week, "--head", head)).code).toBe(0);
    change(week, (db) => db.prepare("DELETE FROM audit WHERE n>?").run(found.chain.head.n - 3));
    const cut = await verify(week, "--head", head);
    expect([cut.code, cut.found.chain.broken?.n]).toEqual([1, found.chain.head.n - 2]);
  });

  test("a ticket's row: when it was accepted", async () => {
    const week = copyOf("ticket");
    change(week, (db) =>
      db.prepare("UPDATE tickets SET body=json_set(body, '$.timeline[1].at', 1) WHERE number=1").run(),
    );
    const { code, found } = await verify(week);
    expect(code).toBe(1);
    expect(found.stray).toEqual([expect.stringMatching(/^ticket 1: entry 2 /)]);
  });

  test("a number of the report", async () => {
    const week = copyOf("number");
    const file = join(week, "reports", "quarterly.en.json");
    const text = readFileSync(file, "utf8");
    const sold = /"key": "all",\s+"label": "Transactions",\s+"value": (\d+)/.exec(text)?.[1];
    writeFileSync(file, text.replace(`"value": ${sold}`, `"value": ${Number(sold) + 1}`));
    const { code, found } = await verify(week);
    expect([code, wrongIn(found)]).toEqual([1, ["transactions/all"]]);
  });

  test("a sale that is not in the stored batches any more", async () => {
    const week = copyOf("sale");
    change(week, (db) =>
      db
        .prepare(
          `DELETE FROM chunks WHERE id=(SELECT min(id) FROM chunks WHERE CAST(body AS TEXT) LIKE '%"kind":"sale"%')`,
        )
        .run(),
    );
    const { code, found } = await verify(week);
    expect(code).toBe(1);
    expect(wrongIn(found)).toContain("transactions/all");
  });
});
