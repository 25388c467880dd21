import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fleetQuery } from "./fleet-query.ts";
import type { TerminalSummary } from "./views.ts";

const terminal = (change: Partial<TerminalSummary>): TerminalSummary => ({
  id: "kiosk-001",
  name: "Hall 1 大厅一",
  site: "Central station",
  status: "online",
  statusAt: 0,
  lastSeenAt: 0,
  condition: "ok",
  devices: 1,
  modules: [{ device: "printer", deviceClass: "printer", condition: "degraded", notable: { paper: "low" } }],
  faults: 0,
  tickets: 0,
  ...change,
});
const fleet: readonly TerminalSummary[] = [
  terminal({}),
  terminal({
    id: "kiosk-002",
    name: "Hall 2",
    site: "SZ airport",
    condition: "faulty",
    worst: "major",
    tickets: 1,
    modules: [],
  }),
  terminal({
    id: "kiosk-003",
    name: "Platform (2)",
    status: "lost",
    condition: "unknown",
    modules: [{ device: "cash-1", deviceClass: "cashAcceptor", condition: "unknown" }],
  }),
];
const found = (query: string): string =>
  fleet
    .filter((one) => fleetQuery(query).matches(one))
    .map(({ id }) => id.slice(-1))
    .join("");

describe("fleet query", () => {
  it.each([
    ["", "123"],
    ["site:sz", "2"],
    ['site:"central station"', "13"],
    ["site:*station", "13"],
    ["status:faulty,unknown", "23"],
    ["-status:online", "3"],
    ["status:ONLINE", "12"],
    ["device:printer paper:low", "1"],
    ["-paper:low", "23"],
    ["severity:major", "2"],
    ["ticket:yes", "2"],
    ["ticket:no maintenance:no", "13"],
    ["大厅", "1"],
    ["platform (2)", "3"],
    ["kiosk-*", "123"],
    ["-kiosk-001", "23"],
    ["id:002", "2"],
  ])("%j finds %s", (query, ids) => {
    expect(fleetQuery(query).wrong).toEqual([]);
    expect(found(query)).toBe(ids);
  });

  it.each([
    ["colour:red", "colour:red", "site"],
    ["paper:pink", "paper:pink", "low"],
    // Which terminals have enough paper is not in the list; saying "none" would be wrong.
    ["paper:full", "paper:full", "out"],
  ])("%j is not understood, and said so with what would be", (query, word, hint) => {
    expect(fleetQuery(query).wrong).toEqual([{ word, known: expect.arrayContaining([hint]) as string[] }]);
    expect(found(query)).toBe("123");
  });

  it("takes any text", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => void found(text)));
  });
});
