import { describe, expect, it } from "vitest";
import type { DeviceHealth, FaultView } from "../../contract/index.ts";
import { paperFault } from "../../tests/support/fleet-rows.ts";
import type { HealthRow, TerminalRow } from "../store/store.ts";
import { deviceCondition, isStale, terminalSummary, ticketNow } from "./views.ts";

const now = 1_795_212_000_000;
const health = (change: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass: "printer",
  availability: "online",
  components: { paper: { state: "full", since: now - 1000 } },
  measures: {},
  observedAt: now,
  freshForMs: 30_000,
  ...change,
});
const row = (ageMs: number, change: Partial<DeviceHealth> = {}): HealthRow => ({
  terminal: "t",
  device: "printer",
  epoch: "0123456789abcdef",
  order: 1,
  at: now - ageMs,
  receivedAt: now,
  health: health(change),
});
const fault = (change: Partial<FaultView> = {}): FaultView => ({ ...paperFault("f1", now), ...change });
const terminal = (status: TerminalRow["status"]): TerminalRow => ({
  id: "t",
  name: "t",
  site: "",
  createdAt: 0,
  status,
  statusAt: now,
  lastSeenAt: now,
});

describe("R15: stale or unknown never reads as ok", () => {
  it.each([
    ["fresh and online", "online", 1000, false],
    ["older than it may be", "online", 30_001, true],
    ["delivered just now, but observed long ago", "online", 3_600_000, true],
    ["fresh, but the terminal is lost", "lost", 0, true],
    ["fresh, but the terminal stopped", "stopped", 0, true],
    ["fresh, but the terminal was never seen", "unknown", 0, true],
  ] as const)("%s", (_, status, age, stale) => {
    expect(isStale(status, row(age), now)).toBe(stale);
  });

  it("a device without a reading is stale", () => {
    expect(isStale("online", undefined, now)).toBe(true);
  });

  it.each([
    ["a fresh good reading", health(), false, "ok"],
    ["the same, stale", health(), true, "unknown"],
    ["no reading", undefined, true, "unknown"],
    ["availability unknown", health({ availability: "unknown" }), false, "unknown"],
    ["no component known", health({ components: {} }), false, "unknown"],
    ["one component unknown", health({ components: { paper: { state: "unknown", since: 0 } } }), false, "unknown"],
    ["device gone", health({ availability: "absent" }), false, "faulty"],
  ] as const)("%s", (_, reading, stale, condition) => {
    expect(deviceCondition(reading, stale, [])).toBe(condition);
  });

  it("a terminal with no device, or not connected, is unknown", () => {
    const parts = { health: [row(0)], faults: [], tickets: [] };
    expect(terminalSummary(terminal("online"), parts, now).condition).toBe("ok");
    expect(terminalSummary(terminal("lost"), parts, now).condition).toBe("unknown");
    expect(terminalSummary(terminal("online"), { ...parts, health: [] }, now).condition).toBe("unknown");
  });

  type View = (status: TerminalRow["status"], reading: HealthRow) => string;
  const conditionAt: View = (status, reading) =>
    terminalSummary(terminal(status), { health: [reading], faults: [], tickets: [] }, now).condition;
  /** Of readings that were good once and tell nothing now, those that a view still shows as ok. */
  const staleShownAsOk = (view: View): string[] =>
    (
      [
        ["old", "online", 3_600_000],
        ["lost", "lost", 0],
        ["stopped", "stopped", 0],
        ["never seen", "unknown", 0],
      ] as const
    )
      .filter(([, status, ageMs]) => view(status, row(ageMs)) === "ok")
      .map(([name]) => name);

  it("what told good news once and tells nothing now is not ok", () => {
    expect(conditionAt("online", row(0))).toBe("ok");
    expect(staleShownAsOk(conditionAt)).toEqual([]);
  });

  it("R15 control: a view by the time of receipt shows the old as ok, and one that forgets the connection shows the lost so", () => {
    const byReceipt: View = (status, reading) => conditionAt(status, { ...reading, at: reading.receivedAt });
    const unconnected: View = (_, reading) => conditionAt("online", reading);
    expect(staleShownAsOk(byReceipt)).toEqual(["old"]);
    expect(staleShownAsOk(unconnected)).toEqual(["lost", "stopped", "never seen"]);
  });
});

describe("condition by faults", () => {
  it.each([
    ["an open major fault", fault(), "faulty"],
    ["an open minor fault", fault({ severity: "minor" }), "degraded"],
    ["a pending fault", fault({ state: "pending" }), "ok"],
    ["a hidden fault", fault({ hiddenBy: "f0" }), "ok"],
    ["a closed fault", fault({ state: "closed" }), "ok"],
  ] as const)("%s", (_, one, condition) => {
    expect(deviceCondition(health(), false, [one])).toBe(condition);
  });

  it("a known fault is said even when the reading is old", () => {
    expect(deviceCondition(health(), true, [fault()])).toBe("faulty");
  });
});

it("says the clocks as they stand at the moment of reading", () => {
  const ticket = { state: "new", clocks: [], timeline: [] } as unknown as Parameters<typeof ticketNow>[0];
  const levels = { clocks: (_: unknown, at: number) => [{ usedMs: at }] as never };
  expect(ticketNow(ticket, levels, now + 2000).clocks).toEqual([{ usedMs: now + 2000 }]);
});
