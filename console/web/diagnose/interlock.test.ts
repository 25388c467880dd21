import { describe, expect, test } from "vitest";
import type { CommandView, DeviceHealth, DeviceView, TerminalDetail } from "../../../contract/index.ts";
import { type Situation, sightsOf, worstOf } from "./interlock.ts";

const now = 1_800_000_000_000;
const health = (more: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass: "cashAcceptor",
  availability: "online",
  components: { escrow: { state: "held", since: now - 7000 } },
  measures: {},
  money: "safe",
  observedAt: now - 1000,
  freshForMs: 60_000,
  ...more,
});
const view = (more: Partial<DeviceView> = {}): DeviceView => ({
  device: "cash",
  deviceClass: "cashAcceptor",
  identity: {},
  commands: [],
  condition: "ok",
  stale: false,
  health: health(),
  receivedAt: now - 1000,
  ...more,
});
const situation = (more: Partial<Situation> = {}, device = view()): Situation => ({
  terminal: {
    id: "t1",
    status: "online",
    statusAt: now - 9000,
    customer: { state: "unknown" },
    deviceList: [device],
  } as unknown as TerminalDetail,
  device,
  disturbs: "device",
  commands: [],
  diagnoses: [],
  now,
  ...more,
});
const sight = (what: string, s: Situation) => sightsOf(s).find((one) => one.what === what);

describe("what is looked at before the button", () => {
  test("a note held in escrow stands in the way since it is held; what disturbs nothing may go on", () => {
    const device = view({ health: health({ money: "inTransit" }) });
    expect(sight("money", situation({}, device))).toEqual({
      what: "money",
      barrier: "waits",
      word: "inTransit",
      at: now - 7000,
    });
    expect(sight("money", situation({ disturbs: "nothing" }, device))?.barrier).toBe("clear");
  });

  test("an old reading says nothing of where the money is", () => {
    const device = view({ stale: true });
    expect(sight("money", situation({}, device))).toMatchObject({ barrier: "unknown", word: "unknown" });
    expect(sight("device", situation({}, device))).toMatchObject({ barrier: "unknown", word: "stale" });
  });

  test("what disturbs the whole terminal looks at the other devices, too", () => {
    const printer = view({ device: "printer", deviceClass: "printer", health: health({ deviceClass: "printer" }) });
    const cash = view({ health: health({ money: "inTransit" }) });
    const all = situation({ disturbs: "terminal" }, printer);
    const terminal = { ...all.terminal, deviceList: [printer, cash] };
    expect(sight("money", { ...all, terminal })).toMatchObject({ word: "elsewhere", detail: "cash", barrier: "waits" });
    expect(sight("money", { ...all, terminal, disturbs: "device" })?.barrier).toBe("clear");
  });

  test("a customer of whom the terminal tells stands in the way since they came, and not once they have left", () => {
    const there = (state: "present" | "none", disturbs: Situation["disturbs"] = "device") => {
      const base = situation({ disturbs });
      return sight("customer", { ...base, terminal: { ...base.terminal, customer: { state, since: now - 60_000 } } });
    };
    expect(there("present")).toMatchObject({ barrier: "waits", word: "present", at: now - 60_000 });
    expect(there("present", "nothing")).toMatchObject({ barrier: "clear", word: "unbothered", at: now - 60_000 });
    expect(there("none")).toMatchObject({ barrier: "clear", word: "none", at: now - 60_000 });
  });

  test("of an agent that tells nothing a customer is known only from a command that was turned away; otherwise it is unknown, never absent", () => {
    const away = {
      device: "cash",
      state: "queued",
      notAfter: now + 1000,
      sentAt: now - 300,
      outcome: { reason: { code: "customerPresent", text: "" } },
    } as unknown as CommandView;
    expect(sight("customer", situation())).toMatchObject({ barrier: "unknown", word: "untold" });
    expect(sight("customer", situation({ commands: [away] }))).toMatchObject({ barrier: "waits", at: now - 300 });
    const over = { ...away, notAfter: now };
    expect(sight("customer", situation({ commands: [over] }))?.word).toBe("untold");
  });

  test("a lost line makes it wait, a running diagnosis stops it", () => {
    const lost = situation();
    const terminal = { ...lost.terminal, status: "lost" as const };
    expect(worstOf(sightsOf({ ...lost, terminal }))).toBe("waits");
    const running = { device: "cash", state: "running", startedAt: now } as unknown as Situation["diagnoses"][number];
    expect(worstOf(sightsOf(situation({ diagnoses: [running] })))).toBe("stops");
    expect(worstOf(sightsOf(situation({ diagnoses: [{ ...running, device: "printer" }] })))).toBe("unknown");
  });
});
