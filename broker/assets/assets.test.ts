import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AssetEvent, AssetUnit, Availability, DeviceIdentity, InventoryDevice } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { Live } from "../live.ts";
import type { AssetRow } from "../store/asset-rows.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { Assets } from "./assets.ts";
import { isCalendarDay } from "./days.ts";
import { forgotten, learn, serialOf, take } from "./register.ts";

const unit = (more: Partial<AssetUnit> = {}): AssetUnit => ({ deviceClass: "printer", driver: "escpos", ...more });
const device = (id: string, identity: DeviceIdentity = {}, more: Partial<InventoryDevice> = {}): InventoryDevice => ({
  device: id,
  deviceClass: "printer",
  driver: "escpos",
  identity,
  commands: [],
  ...more,
});

describe("what an inventory says of a unit", () => {
  test.each([
    undefined,
    "",
    "  ",
    "0",
    "000000",
    "0000-0000",
    "n/a",
    "N/A",
    "None",
    "unknown",
    "To be filled by O.E.M.",
  ])("%j is no serial number", (text) => expect(serialOf(text)).toBeUndefined());
  test("blanks around a serial number are not part of it", () => expect(serialOf(" A10 ")).toBe("A10"));

  const known = unit({ manufacturer: "EPSON", model: "TM-T88V", serial: "A1", firmware: "1.0" });
  test.each<[string, AssetUnit, AssetUnit, ReturnType<typeof learn>]>([
    ["nothing new", known, known, { unit: known }],
    ["it tells nothing now: what it told stays known", known, unit(), { unit: known }],
    [
      "another firmware",
      known,
      { ...known, firmware: "1.1" },
      { unit: { ...known, firmware: "1.1" }, change: "firmware" },
    ],
    ["another serial number", known, unit({ serial: "B2" }), { unit: unit({ serial: "B2" }), change: "exchanged" }],
    [
      "another make without a serial number",
      known,
      unit({ model: "NP80" }),
      { unit: unit({ model: "NP80" }), change: "exchanged" },
    ],
    [
      "another class",
      known,
      unit({ deviceClass: "host" }),
      { unit: unit({ deviceClass: "host" }), change: "exchanged" },
    ],
    [
      "it tells its serial number at last",
      unit({ model: "X" }),
      unit({ model: "X", serial: "A1" }),
      { unit: unit({ model: "X", serial: "A1" }), change: "identified" },
    ],
    [
      "another driver",
      known,
      { ...known, driver: "other" },
      { unit: { ...known, driver: "other" }, change: "changed" },
    ],
    [
      "the same unit by another name",
      known,
      { ...known, model: "TM-T88" },
      { unit: { ...known, model: "TM-T88" }, change: "changed" },
    ],
  ])("%s", (_, before, said, after) => expect(learn(before, said)).toEqual(after));

  test("a device that is named no longer is gone, and is back when it is named again", () => {
    const first = take("T", [], { devices: [device("p", { serial: "A1" })] }, 1);
    expect(first.events).toMatchObject([{ change: "appeared", after: { serial: "A1" } }]);
    const gone = take("T", first.rows, { devices: [] }, 2);
    expect(gone).toMatchObject({ rows: [{ goneAt: 2, since: 1 }], events: [{ change: "gone" }] });
    const back = take("T", gone.rows, { devices: [device("p")] }, 3);
    expect(back.events).toMatchObject([{ change: "returned" }]);
    expect(back.rows).toEqual([{ terminal: "T", device: "p", unit: unit({ serial: "A1" }), since: 1 }]);
    expect(take("T", gone.rows, { devices: [device("p", { serial: "B2" })] }, 3).events).toMatchObject([
      { change: "exchanged" },
    ]);
  });

  const anyDevice = fc
    .record({
      id: fc.constantFrom("p", "q", "r"),
      serial: fc.option(fc.constantFrom("A", "B", "0"), { nil: undefined }),
      firmware: fc.option(fc.constantFrom("1", "2"), { nil: undefined }),
    })
    .map(({ id, serial, firmware }) =>
      device(id, { ...(serial ? { serial } : {}), ...(firmware ? { firmware } : {}) }),
    );

  test("property: said twice it changes nothing; the history alone tells the register", () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyDevice, { maxLength: 4 }), { maxLength: 12 }), (inventories) => {
        const rows = new Map<string, AssetRow>();
        const told = new Map<string, AssetUnit | undefined>();
        inventories.forEach((devices, at) => {
          const { rows: changed, events } = take("T", [...rows.values()], { devices }, at);
          for (const row of changed) rows.set(row.device, row);
          for (const event of events as AssetEvent[]) {
            expect(event.before).toEqual(event.change === "appeared" ? undefined : expect.anything());
            told.set(event.device, event.after);
          }
          expect(take("T", [...rows.values()], { devices }, at + 1)).toEqual({ rows: [], events: [] });
          for (const row of rows.values()) {
            expect(told.get(row.device)).toEqual(row.goneAt === undefined ? row.unit : undefined);
            expect(row.goneAt === undefined).toBe(devices.some((one) => one.device === row.device));
          }
        });
      }),
    );
  });

  test("of the places that are gone the newest are kept", () => {
    const row = (name: string, goneAt?: number): AssetRow => ({
      terminal: "T",
      device: name,
      unit: unit(),
      since: 0,
      ...(goneAt === undefined ? {} : { goneAt }),
    });
    expect(forgotten([row("a", 1), row("b", 3), row("c"), row("d", 2)], 2).map((one) => one.device)).toEqual(["a"]);
  });

  test("a day is one that a calendar has", () => {
    expect(["2026-02-28", "2028-02-29", "2026-02-29", "2026-13-01"].map(isCalendarDay)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("the register", () => {
  let folder: string;
  let clock: FakeClock;
  let store: Store;
  let live: Live;
  let assets: Assets;

  const start = async (): Promise<void> => {
    store = await openStore(join(folder, "broker.db"), { clock });
    live = new Live((error) => {
      throw error;
    });
    assets = new Assets({ store, live, clock });
    await assets.load();
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "roundsman-assets-"));
    clock = new FakeClock();
    await start();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const row = (id: string, devices: InventoryDevice[], status: "online" | "lost" = "online") => ({
    id,
    name: id,
    site: "s",
    createdAt: 1,
    status,
    statusAt: 1,
    lastSeenAt: 1,
    inventory: { v: 1, at: 1, devices },
  });
  /** An inventory as the fleet takes it, and the device answering. */
  const says = async (id: string, devices: InventoryDevice[], availability: Availability = "online"): Promise<void> => {
    await clock.advance(1000);
    await store.write((tx) => {
      tx.saveTerminal(row(id, devices));
      for (const one of devices)
        tx.saveHealth({
          terminal: id,
          device: one.device,
          epoch: "e",
          order: clock.now(),
          at: clock.now(),
          receivedAt: clock.now(),
          health: {
            deviceClass: one.deviceClass,
            availability,
            components: {},
            measures: {},
            observedAt: clock.now(),
            freshForMs: 60_000,
          },
        });
      live.emit(tx, "inventory", { terminal: id });
    });
  };
  const history = (terminal: string) =>
    assets.ofTerminal(terminal).history.map((e) => [e.change, e.device, e.after?.serial]);
  const conflicts = () => assets.list({ conflict: true }).map((view) => `${view.terminal}/${view.device}`);

  test("units are found by words of anything they tell, and by nothing that is only ours", async () => {
    await says("k1", [
      device("printer", { manufacturer: "EPSON", model: "TM-T88V", serial: "100%_A", firmware: "1.4" }),
    ]);
    await says("k2", [device("printer", { model: "NP-3511", serial: 'B"2\\' }), device("slot", {})]);
    const found = (words: string) => assets.list({ words }).map((view) => `${view.terminal}/${view.device}`);
    expect([found("epson 1.4"), found("K2 np-3511"), found("epson np"), found("%_"), found('b"2\\')]).toEqual([
      ["k1/printer"],
      ["k2/printer"],
      [],
      ["k1/printer"],
      ["k2/printer"],
    ]);
    expect([found("serial"), found("escpos"), found(" ").length]).toEqual([[], [], 3]);
    expect(assets.list({ words: "k2", limit: 1 })).toHaveLength(1);
  });

  test("counts what is in the field by make and firmware: what was not told is left out, what is gone is not counted", async () => {
    const make = { manufacturer: "EPSON", model: "TM-T88V" };
    await says("k1", [device("printer", { ...make, firmware: "1.4" }), device("spare", { ...make, firmware: "1.4" })]);
    await says("k2", [device("printer", { ...make, firmware: "1.5" }), device("slot")]);
    await says("k1", [device("printer", { ...make, firmware: "1.4" })]);
    const epson = { deviceClass: "printer", ...make };
    expect(store.read.assetCounts({})).toEqual([
      { ...epson, firmware: "1.4", count: 1 },
      { ...epson, firmware: "1.5", count: 1 },
      { deviceClass: "printer", count: 1 },
    ]);
    expect(store.read.assetCounts({ terminals: ["k2"] })).toHaveLength(2);
    expect(store.read.assetCounts({ terminals: [] })).toEqual([]);
  });

  test("an exchanged module: what was there, what is there, and where it was before", async () => {
    await says("A", [device("printer", { serial: "S1", firmware: "1" })]);
    await says("B", [device("printer", { serial: "S2" })]);
    await says("A", [device("printer", { serial: "S2" })]);
    expect(history("A")).toEqual([
      ["exchanged", "printer", "S2"],
      ["appeared", "printer", "S1"],
    ]);
    expect(assets.ofTerminal("A").history[0]).toMatchObject({
      before: { serial: "S1", firmware: "1" },
      wasIn: { terminal: "B", device: "printer" },
    });
    expect(assets.ofTerminal("A").modules).toMatchObject([
      { unit: { serial: "S2" }, since: clock.now(), present: true },
    ]);
  });

  test("a serial number that answers in two terminals at one time is a conflict, in one after the other it is not", async () => {
    await says("A", [device("printer", { serial: "S1" })]);
    await says("B", [device("printer", { serial: "S1" })]);
    await says("C", [device("printer", { serial: "S1" }, { deviceClass: "display" })]);
    expect(conflicts()).toEqual(["A/printer", "B/printer"]);
    expect(assets.list({ serial: "S1", terminal: "A" })).toMatchObject([
      { alsoIn: [{ terminal: "B", device: "printer" }] },
    ]);
    expect(assets.installedAt("S1", ["printer"])).toHaveLength(2);
    await says("A", [device("printer", { serial: "S1" })], "absent");
    expect(conflicts()).toEqual([]);
    expect(assets.installedAt("S1", ["printer"])).toEqual([{ terminal: "B", device: "printer" }]);
    await says("A", [device("printer", { serial: "S1" })]);
    expect(conflicts()).toHaveLength(2);
    await store.write((tx) => tx.saveTerminal(row("A", [device("printer", { serial: "S1" })], "lost")));
    expect(conflicts()).toEqual([]);
    await says("A", [device("printer", { serial: "S1" })]);
    await clock.advance(61_000); // a reading that is too old says nothing
    expect(conflicts()).toEqual([]);
  });

  test("units without a serial number, or of another make, are never taken for each other", async () => {
    await says("A", [device("printer", { serial: "0000" }), device("second")]);
    await says("B", [device("printer", { serial: "0000" })]);
    await says("C", [device("printer", { serial: "S1", model: "X" })]);
    await says("D", [device("printer", { serial: "S1", model: "Y" })]);
    expect(conflicts()).toEqual([]);
    expect(assets.list({ terminal: "A" }).map((view) => view.unit.serial)).toEqual([undefined, undefined]);
    expect(assets.list({ terminal: "A" }).every((view) => !view.told)).toBe(true);
  });

  test("what is known stays known while the device tells nothing, and it is said that it does not", async () => {
    await says("A", [device("printer", { serial: "S1" })]);
    expect(assets.list({})).toMatchObject([{ told: true }]);
    await says("A", [device("printer")]);
    expect(assets.list({})).toMatchObject([{ unit: { serial: "S1" }, told: false }]);
    expect(history("A")).toHaveLength(1);
  });

  test("written with the inventory or not at all; a restart finds it", async () => {
    await says("A", [device("printer", { serial: "S1" })]);
    live.within("inventory", () => {
      throw new Error("disk");
    });
    await expect(says("A", [device("printer", { serial: "S2" })])).rejects.toThrow("disk");
    await store.close();
    await start();
    expect(assets.list({})).toMatchObject([{ unit: { serial: "S1" } }]);
    expect(history("A")).toHaveLength(1);
  });

  test("a data file of before the register: what terminals said last is taken", async () => {
    await store.write((tx) => tx.saveTerminal(row("A", [device("printer", { serial: "S1" })])));
    expect(assets.list({})).toEqual([]);
    await store.close();
    await start();
    expect(assets.list({})).toMatchObject([{ terminal: "A", unit: { serial: "S1" } }]);
    expect(assets.installed()).toEqual(new Map([["printer", 1]]));
  });

  test("a terminal that says something else all day fills no disk", async () => {
    for (let n = 0; n < 130; n++) await says("A", [device("printer", { serial: `S${n}` }), device(`d${n}`)]);
    expect(assets.list({ terminal: "A" })).toHaveLength(2 + 64);
    expect(store.read.assetEvents({ terminal: "A", limit: 5000 }).filter((e) => e.device === "printer")).toHaveLength(
      100,
    );
    expect(history("A")).toHaveLength(200);
  });

  const warrant = (deviceId: string, until?: string, from?: string) =>
    store.write((tx) =>
      assets.setWarranty(
        tx,
        { terminal: "A", device: deviceId, ...(until ? { until } : {}), ...(from ? { from } : {}) },
        "user:li",
      ),
    );

  test("a warranty goes with the unit that has a serial number, and ends with the one that has none", async () => {
    await says("A", [
      device("printer", { serial: "S1" }),
      device("plain", { model: "X" }),
      device("late", { model: "Z" }),
    ]);
    for (const id of ["printer", "plain", "late", "terminal"]) await warrant(id, "2026-12-31", "2026-01-01");
    expect(assets.ofTerminal("A")).toMatchObject({ warranty: { until: "2026-12-31", holds: true, by: "user:li" } });
    await says("A", [
      device("printer", { serial: "S9" }),
      device("plain", { model: "Y" }),
      device("late", { model: "Z", serial: "S3" }),
    ]);
    const until = () =>
      new Map(assets.list({}).map((view) => [`${view.terminal}/${view.device}`, view.warranty?.until]));
    expect([...until().values()].filter(Boolean)).toEqual(["2026-12-31"]);
    expect(until().get("A/late")).toBe("2026-12-31");
    await says("B", [device("printer", { serial: "S1" })]);
    expect(until().get("B/printer")).toBe("2026-12-31");
    clock.jump(60 * 86_400_000);
    expect(assets.ofTerminal("B").modules[0]?.warranty).toMatchObject({ holds: false });
    await warrant("late");
    expect(until().get("A/late")).toBeUndefined();
    expect(store.read.audit({}).map((entry) => entry.action)).toContain("warranty.set");
  });

  test("a warranty of nothing, of no day, or that ends before it begins is refused by name", async () => {
    await says("A", [device("printer", { serial: "S1" })]);
    await expect(warrant("scanner", "2026-12-31")).rejects.toMatchObject({
      code: "notFound",
      message: expect.stringContaining("printer") as string,
    });
    await expect(warrant("printer", "2026-02-30")).rejects.toMatchObject({ code: "invalid" });
    await expect(warrant("printer", "2026-01-01", "2026-12-31")).rejects.toMatchObject({ code: "invalid" });
    expect(() => assets.ofTerminal("nobody")).toThrow(/terminal nobody is not known/);
  });
});
