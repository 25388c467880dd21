import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { type ContractSettings, contractOf, makeContracts } from "./contracts.ts";
import { loadServiceLevels } from "./service-levels.ts";

const base: ContractSettings = {
  id: "metro",
  customer: "City Metro",
  policy: "two-level",
  sites: ["Central"],
  terminals: ["k7"],
  zone: "Asia/Shanghai",
  from: "2026-01-01",
  until: "2026-12-31",
};
const at = (text: string): number => Temporal.ZonedDateTime.from(text).epochMilliseconds;
const found = (contracts: readonly ContractSettings[], id: string, site: string, time: string) =>
  contractOf(makeContracts(contracts), { id, site }, at(time))?.id;

describe("which contract holds", () => {
  const mall = { ...base, id: "mall", customer: "Mall", sites: ["Mall"], terminals: ["k1"] };
  test.each([
    ["its site", "k1", "Central", "2026-06-01T00:00[UTC]", "mall"],
    ["a terminal named beside the site", "k7", "Mall", "2026-06-01T00:00[UTC]", "metro"],
    ["neither", "k9", "Harbour", "2026-06-01T00:00[UTC]", undefined],
    ["its last minute, in its own zone", "k7", "", "2026-12-31T23:59[Asia/Shanghai]", "metro"],
    ["a minute later", "k7", "", "2027-01-01T00:00[Asia/Shanghai]", undefined],
    ["before it began", "k7", "", "2025-12-31T23:59[Asia/Shanghai]", undefined],
  ])("%s", (_, id, site, time, contract) => expect(found([base, mall], id, site, time)).toBe(contract));

  test("without an end it goes on", () => {
    const { until: _, ...endless } = base;
    expect(found([endless], "k7", "", "2099-01-01T00:00[UTC]")).toBe("metro");
  });
});

describe("wrong contracts are refused by name", () => {
  test.each([
    ["a site twice at one time", [base, { ...base, id: "b", terminals: [] }], /b\.sites: Central is in metro/],
    ["a terminal twice", [base, { ...base, id: "b", sites: [] }], /b\.terminals: k7 is in metro/],
    ["an id twice", [base, { ...base, from: "2027-01-01", until: "2027-02-01" }], /metro: this id is given twice/],
    ["ends before it begins", [{ ...base, until: "2025-01-01" }], /metro\.until: 2025-01-01 is before/],
    ["no such day", [{ ...base, from: "2026-02-30" }], /metro\.from: 2026-02-30/],
    ["no such zone", [{ ...base, zone: "Mars/Base" }], /zone Mars\/Base/],
  ])("%s", (_, contracts, message) => expect(() => makeContracts(contracts)).toThrow(message));

  test("one after the other may name the same site", () => {
    const next = { ...base, id: "metro-27", from: "2027-01-01", until: "2027-12-31" };
    expect(found([base, next], "k7", "", "2027-03-01T00:00[UTC]")).toBe("metro-27");
  });

  test("two policy files of one id that differ are refused, both named; the same file twice is one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "policies-"));
    const file = (name: string, hours: number): string => {
      const clocks = `{ contact: { within: ${hours} h } }`;
      const level = `{ id: any, title: { en: a, zh-CN: a }, severities: [critical, major, minor, info], clocks: ${clocks} }`;
      const path = join(folder, name);
      writeFileSync(
        path,
        `{ id: gold, title: { en: g, zh-CN: g }, levels: [${level}], pauses: [], escalateAt: [100], overdueRaisesLevel: false }`,
      );
      return path;
    };
    const [one, other, same] = [file("one.yaml", 1), file("other.yaml", 2), file("same.yaml", 1)];
    const next = { ...base, id: "b", sites: [], terminals: ["k9"] };
    const load = (a: string, b: string) =>
      loadServiceLevels(a, [
        { ...base, policy: b },
        { ...next, policy: a },
      ]);
    await expect(load(one, other)).rejects.toMatchObject({
      code: "config",
      message: `two policies have the id gold and differ: ${one} and ${other}`,
    });
    expect((await load(one, same)).standard.id).toBe("gold");
    rmSync(folder, { recursive: true });
  });

  test("a policy that does not exist names those that do", async () => {
    await expect(loadServiceLevels("self-service-terminal", [{ ...base, policy: "gold" }])).rejects.toThrow(/gold/);
  });
});

test("a ticket goes by its terminal's contract, and by the standard where there is none", async () => {
  const levels = await loadServiceLevels("self-service-terminal", [base]);
  const june = at("2026-06-01T00:00[UTC]");
  expect(levels.forTerminal({ id: "k1", site: "Central" }, june)).toMatchObject({
    policy: { id: "two-level" },
    contract: { customer: "City Metro" },
  });
  expect(levels.forTerminal({ id: "k1", site: "Harbour" }, june)).toEqual({ policy: levels.standard });
});
