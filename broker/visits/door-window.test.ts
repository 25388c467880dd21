import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hour, minute, VisitDesk } from "../../tests/support/visit-desk.ts";

let at: VisitDesk;
const start = async (settings: Record<string, unknown> = {}): Promise<void> => {
  at = await VisitDesk.open({ doorWindow: settings });
  await at.terminal("k1", { cabinet: {}, printer: {} });
  await at.cabinet("k1");
};
afterEach(async () => {
  const { errors } = at.desk;
  await at.close();
  expect(errors).toEqual([]);
});
const maintenance = () => at.desk.fleet?.row("k1")?.maintenance;
/** Codes of the faults that call somebody, by ticket. */
const called = () =>
  at.desk
    .ticketsOf("k1")
    .map(({ faults, state }) => [
      ...faults.map((id) => at.desk.store.read.fault(id)?.code),
      ...(state === "closed" ? ["closed"] : []),
    ]);
const coverOpen = () => at.desk.report("k1", "printer", "printer", { cover: "open", paper: "full" });
const due = () => at.plan({ terminal: "k1", from: at.desk.clock.now() + 10 * minute, to: at.desk.clock.now() + hour });

describe("with a visit that is due", () => {
  beforeEach(async () => {
    await start();
    await due();
  });

  it("the door opens a window of 30 minutes, and nobody is called; it ends when all has been shut for two", async () => {
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toEqual({ until: at.desk.clock.now() + 30 * minute, by: "visit:1", reason: "li" });
    await coverOpen();
    await at.pass(5 * minute);
    expect(called()).toEqual([]);
    await at.desk.report("k1", "printer", "printer", { cover: "closed", paper: "full" });
    await at.cabinet("k1");
    await at.pass(minute);
    expect(maintenance()).toBeDefined();
    await at.cabinet("k1", { outerDoor: "open" });
    await at.pass(5 * minute);
    expect(maintenance()).toBeDefined();
    await at.cabinet("k1");
    await at.pass(2.5 * minute);
    expect(maintenance()).toBeUndefined();
    expect(called()).toEqual([]);
    const audit = at.desk.store.read.audit({}).filter(({ action }) => action.startsWith("maintenance."));
    expect(audit.map(({ action, detail }) => [action, (detail as { by: string }).by])).toEqual([
      ["maintenance.start", "visit:1"],
      ["maintenance.end", "visit:1"],
    ]);
  });

  it("the technician's key does so, too; it may be turned back and the door still stand open", async () => {
    await at.cabinet("k1", { operatorSwitch: "maintenance" });
    expect(maintenance()).toMatchObject({ by: "visit:1" });
    await at.cabinet("k1", { outerDoor: "open" });
    await at.pass(10 * minute);
    expect(maintenance()).toBeDefined();
    await at.cabinet("k1");
    await at.pass(3 * minute);
    expect(maintenance()).toBeUndefined();
  });

  it("on site it lasts longer, and is not over while the technician is there", async () => {
    await at.act(1, { action: "arrive" });
    expect(maintenance()).toBeUndefined();
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toMatchObject({ until: at.desk.clock.now() + 120 * minute });
    await at.cabinet("k1");
    await at.pass(10 * minute);
    expect(maintenance()).toBeDefined();
    await at.act(1, { action: "depart" });
    await at.pass(3 * minute);
    expect(maintenance()).toBeUndefined();
  });

  it("a door that is forgotten raises a fault at the end of the window, once; shutting it closes the fault, and people have still to say that all is well", async () => {
    await at.cabinet("k1", { outerDoor: "open", operatorSwitch: "maintenance" });
    await at.pass(29 * minute);
    expect(called()).toEqual([]);
    await at.pass(2 * minute);
    expect(called()).toEqual([["cabinet.door.forgotten", "cabinet.outerDoor.open"]]);
    expect(at.desk.ticketsOf("k1")[0]).toMatchObject({ cause: "cabinet.door.forgotten" });
    await at.cabinet("k1");
    await at.pass(minute);
    expect(at.desk.faultsOf("k1").every(({ state }) => state === "closed")).toBe(true);
    expect(at.desk.ticketsOf("k1")).toMatchObject([{ state: "restored" }]);
  });

  it("also where the broker was down when the window ended", async () => {
    await at.cabinet("k1", { outerDoor: "open" });
    await at.pass(minute);
    await at.restart(() => at.desk.clock.jump(35 * minute));
    await at.pass(minute);
    expect(maintenance()).toBeUndefined();
    expect(called()).toEqual([["cabinet.door.forgotten", "cabinet.outerDoor.open"]]);
  });

  it("but not if what the terminal said last is too old to be believed: then a door that is seen open again begins a window anew", async () => {
    await at.cabinet("k1", { outerDoor: "open" });
    await at.pass(minute);
    await at.restart(() => at.desk.clock.jump(2 * hour));
    await at.pass(minute);
    expect(maintenance()).toBeUndefined();
    expect(called().flat()).not.toContain("cabinet.door.forgotten");
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toMatchObject({ until: at.desk.clock.now() + 30 * minute });
  });

  it("a door that was shut while the broker was down ends the window all the same", async () => {
    await at.cabinet("k1", { outerDoor: "open" });
    await at.restart();
    await at.cabinet("k1");
    await at.pass(3 * minute);
    expect(maintenance()).toBeUndefined();
    expect(called()).toEqual([]);
  });

  it("a contact that can no longer be read is not taken for a shut door, nor for an open one", async () => {
    await at.cabinet("k1", { outerDoor: "open" });
    await at.cabinet("k1", { outerDoor: "unknown" });
    await at.pass(10 * minute);
    expect(maintenance()).toBeDefined();
    await at.pass(25 * minute);
    expect(maintenance()).toBeUndefined();
    expect(at.desk.faults.get("k1", "cabinet", "cabinet.door.forgotten")).toBeUndefined();
  });
});

describe("without a visit", () => {
  it("what is opened is a matter of security at once; other faults wait for the end of the window", async () => {
    await start();
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toMatchObject({ by: "door", reason: "outerDoor", securityShown: true });
    await coverOpen();
    await at.desk.report("k1", "cash", "cashAcceptor", { cashBox: "missing", transport: "jammed" });
    await at.pass(2 * minute);
    expect(called()).toEqual([["cabinet.outerDoor.open", "cashAcceptor.cashBox.missing"]]);
    await at.pass(35 * minute);
    expect(called()).toContainEqual(["printer.cover.open"]);
    // The burglary stays what it is: that the door still stands open comes to the same ticket.
    const [ticket] = at.desk.ticketsOf("k1").filter(({ faults }) => faults.length > 2);
    expect(ticket?.cause).toBe("cashAcceptor.cashBox.missing");
    expect(
      at.visits
        .sightings({ from: 0, to: Number.MAX_SAFE_INTEGER, unannounced: true })
        .map(({ component }) => component),
    ).toEqual(["outerDoor", "cover"]);
  });

  it("a visit for another hour, or one that was cancelled, explains nothing", async () => {
    await start();
    await at.plan({ terminal: "k1", from: at.desk.clock.now() + 5 * hour, to: at.desk.clock.now() + 6 * hour });
    await due().then(({ number }) => at.act(number, { action: "cancel", text: "not needed" }));
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toMatchObject({ by: "door", securityShown: true });
    await at.pass(minute);
    expect(called()).toEqual([["cabinet.outerDoor.open"]]);
  });

  it("a technician who says they are there makes the window theirs", async () => {
    await start();
    await at.plan({ terminal: "k1", from: at.desk.clock.now() + hour, to: at.desk.clock.now() + 2 * hour });
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toMatchObject({ by: "door" });
    await at.act(1, { action: "arrive" });
    expect(maintenance()).toEqual({ by: "visit:1", reason: "li", until: at.desk.clock.now() + 120 * minute });
  });

  it("opens no window where that is not wanted", async () => {
    await start({ withoutVisit: false });
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toBeUndefined();
  });
});

describe("what a person set", () => {
  it("is neither made longer nor shorter by a door", async () => {
    await start();
    await due();
    const set = { until: at.desk.clock.now() + 10 * minute, by: "user:eva", reason: "cleaning" };
    await at.desk.store.write((tx) => at.desk.fleet?.setMaintenance(tx, "k1", set));
    await at.cabinet("k1", { outerDoor: "open" });
    expect(maintenance()).toEqual(set);
    await at.act(1, { action: "arrive" });
    expect(maintenance()).toEqual(set);
    await at.cabinet("k1");
    await at.pass(5 * minute);
    expect(maintenance()).toEqual(set);
    await at.pass(6 * minute);
    expect(maintenance()).toBeUndefined();
  });

  it("ends without a word of forgotten doors: the door's own fault calls then", async () => {
    await start();
    const set = { until: at.desk.clock.now() + 10 * minute, by: "user:eva", reason: "cleaning" };
    await at.desk.store.write((tx) => at.desk.fleet?.setMaintenance(tx, "k1", set));
    await at.cabinet("k1", { outerDoor: "open" });
    await at.pass(11 * minute);
    expect(called()).toEqual([["cabinet.outerDoor.open"]]);
  });

  it("a terminal without a door contact goes into maintenance when the technician says they are there, and out when they left", async () => {
    at = await VisitDesk.open();
    await at.terminal("k1", { printer: {} });
    await due();
    await at.act(1, { action: "arrive" });
    expect(maintenance()).toMatchObject({ by: "visit:1" });
    await at.act(1, { action: "depart" });
    await at.pass(3 * minute);
    expect(maintenance()).toBeUndefined();
  });
});
