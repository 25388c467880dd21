import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completions, exactly, fleetQuery, without } from "./fleet-query.ts";
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
    tags: ["pilot-firmware", "vip"],
    worst: "major",
    tickets: 1,
    modules: [],
  }),
  terminal({
    id: "kiosk-003",
    name: "Platform (2)",
    status: "lost",
    site: "SZ airport, gate 2",
    tags: ["vip-east"],
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
    ["site:sz", "23"],
    ['site:"central station"', "1"],
    ["site:*station", "1"],
    ['site:="SZ airport"', "2"],
    ['site:"=sz airport"', "2"],
    ['site:="SZ airport, gate 2","central"', "13"],
    ["site:=", ""],
    ["tag:vip", "2"],
    ["tag:VIP,vip-east", "23"],
    ["tag:*-*", "23"],
    ["-tag:*", "1"],
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

  it.each(["Central station", "SZ airport, gate 2", 'The "Hall"', "A*B", "=", ""])("asks for exactly %j", (site) => {
    const query = fleetQuery(exactly("site", site));
    expect(query.matches(terminal({ site }))).toBe(true);
    expect(query.matches(terminal({ site: `No ${site}` }))).toBe(false);
  });

  it("leaves out what is said of one key", () => {
    expect(without('status:faulty site:="A, B" hall -status:ok', "status")).toBe('site:="A, B" hall');
  });

  it.each([
    ["tic", ["ticket:"]],
    ["status:faulty tag:v", ["tag:vip", "tag:vip-east"]],
    ["-tag:pi", ["-tag:pilot-firmware"]],
    ["site:", ['site:"Central station"', 'site:"SZ airport"', 'site:"SZ airport, gate 2"']],
    ["paper:l", ["paper:low"]],
    ["", []],
    ["colour:", []],
  ])("%j may go on", (query, words) => {
    expect(completions(query, fleet)).toEqual(words);
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        (text) => void [found(text), completions(text, fleet)],
      ),
    );
  });
});
