import { afterEach, describe, expect, it } from "vitest";
import type { ProofLine, VisitView } from "../../contract/index.ts";
import { hour, minute, VisitDesk } from "../../tests/support/visit-desk.ts";
import { visitsFrom } from "./life.ts";

let at: VisitDesk;
afterEach(async () => {
  const { errors } = at.desk;
  await at.close();
  expect(errors).toEqual([]);
});

const told = (lines: readonly ProofLine[] = []): string[] =>
  lines.map(({ subject, verdict }) => `${subject} ${verdict}`);
const proof = (visit: VisitView): string[] => told(visit.proof?.lines);
const unclaimed = (visit: VisitView): string[] => told(visit.proof?.unclaimed);

const old = { cabinet: {}, cash: { serial: "V1", model: "SM" }, printer: { serial: "P1" } };

/** A kiosk with a jammed validator, its ticket, and a visit that is due. */
const withVisit = async (settings: Record<string, unknown> = {}): Promise<VisitView> => {
  at = await VisitDesk.open(settings);
  await at.terminal("k1", old);
  await at.cabinet("k1");
  const ticket = await at.jammed("k1");
  const visit = await at.plan({ ticket, contact: { name: "Ms Wang", phone: "+86 10 1234" } });
  await at.pass(hour);
  return visit;
};
const ticketNow = () => at.desk.store.read.ticket(1);
const ticketState = () => ticketNow()?.state;

describe("planning", () => {
  it("makes a work order from what is known of the faults, and the ticket waits for the appointment", async () => {
    const visit = await withVisit();
    expect(visit).toMatchObject({
      number: 1,
      version: 1,
      state: "planned",
      ticket: 1,
      terminal: "k1",
      technician: "li",
    });
    expect(visit.order.skill).toBe(ticketNow()?.skill);
    expect(visit.order.tasks.length).toBeGreaterThan(1);
    expect(visit.order.tasks[0]).toMatchObject({ device: "cash", code: "cashAcceptor.transport.jammed" });
    expect(visit.order.parts.map(({ item }) => item)).toEqual(ticketNow()?.parts);
    expect(visit.order.modules).toContainEqual({
      device: "cash",
      deviceClass: "cashAcceptor",
      model: "SM",
      serial: "V1",
    });
    expect(ticketNow()).toMatchObject({ state: "waiting", assignee: "li" });
    const said = ticketNow()?.timeline.slice(-3);
    expect(said?.map(({ kind }) => kind)).toEqual(["assigned", "planned", "waiting"]);
    expect(said?.at(-1)?.text["zh-CN"]).toMatch(/上门 1：2026-11-21 \d\d:\d\d–\d\d:\d\d/);
  });

  it("refuses what cannot be, and names the fields", async () => {
    await withVisit();
    const now = at.desk.clock.now();
    const refused = (request: Parameters<VisitDesk["plan"]>[0]) =>
      at.plan(request).then(
        () => [],
        (error: { code: string; context: { issues?: { path: string }[] } }) => [
          error.code,
          ...(error.context.issues ?? []).map(({ path }) => path),
        ],
      );
    expect(await refused({ ticket: 1, from: now - hour, to: now + hour })).toEqual(["invalid", "body.from"]);
    expect(await refused({ ticket: 1, from: now + hour, to: now })).toEqual(["invalid", "body.to"]);
    expect(await refused({ ticket: 1, zone: "Mars/Base", from: now - hour, to: now - 2 * hour })).toEqual([
      "invalid",
      "body.from",
      "body.to",
      "body.zone",
    ]);
    expect(await refused({})).toEqual(["invalid", "body.ticket"]);
    expect(await refused({ ticket: 9 })).toEqual(["notFound", "body.ticket"]);
    expect(await refused({ terminal: "k9" })).toEqual(["notFound", "body.terminal"]);
    await at.desk.store.write((tx) => tx.savePerson({ id: "li", name: "Li Lei", role: "technician" }));
    expect(await refused({ ticket: 1, technician: "nobody" })).toEqual(["invalid", "body.technician"]);
    await at.desk.tickets.act(1, { action: "close" }, "user:eva");
    expect(await refused({ ticket: 1, force: true })).toEqual(["conflict", "body.ticket"]);
  });

  it("refuses a second appointment at the same time, unless it is forced", async () => {
    const { appointment } = await withVisit();
    await at.terminal("k2", old);
    const other = { terminal: "k2", from: appointment.to - hour, to: appointment.to + hour };
    await expect(at.plan(other)).rejects.toMatchObject({ code: "conflict", message: /visit 1 to k1/ });
    await expect(at.plan({ ...other, technician: "wei" })).resolves.toMatchObject({ number: 2 });
    await expect(at.plan({ ...other, force: true })).resolves.toMatchObject({ number: 3 });
    // Of too many the newest are listed, and those by time.
    expect(at.visits.list({ limit: 2 }).map(({ number }) => number)).toEqual([2, 3]);
  });

  it("plans once under one key; one key is for one visit", async () => {
    await withVisit();
    const request = { terminal: "k1", technician: "wei", key: "key-00000001" };
    const [one, two] = [await at.plan(request), await at.plan(request)];
    expect(two).toEqual(one);
    await expect(at.plan({ ...request, technician: "li", force: true })).rejects.toMatchObject({ code: "conflict" });
  });
});

/** What a technician does who does the work. */
const work = async (): Promise<void> => {
  await at.act(1, { action: "leaveFor" });
  await at.act(1, { action: "arrive" });
  await at.cabinet("k1", { outerDoor: "open", lock: "open" });
  await at.pass(10 * minute);
  await at.act(1, { action: "swap", device: "cash", item: "cash acceptor head", oldSerial: "V1", newSerial: "V2" });
  await at.announce("k1", { ...old, cash: { serial: "V2", model: "SM" } });
  await at.desk.report("k1", "cash", "cashAcceptor", { transport: "ok", cover: "closed", cashBox: "ok" });
  await at.selfTest("k1", "cash");
  await at.act(1, { action: "test", device: "cash" });
  await at.pass(minute);
  await at.cabinet("k1");
  await at.pass(minute);
};

describe("proof by telemetry", () => {
  it("sees everything of a visit that was made, moves its ticket, and ends the window it opened", async () => {
    await withVisit();
    await work();
    // The broker has seen it mended before anybody said so.
    expect(ticketState()).toBe("restored");
    const left = await at.act(1, { action: "depart", outcome: "restored", text: "head changed" });
    expect(proof(left)).toEqual(["opened seen", "swap seen", "test seen", "fault seen", "shut seen"]);
    expect(unclaimed(left)).toEqual([]);
    expect(left.proof?.lines.every(({ text, title }) => text["zh-CN"] !== "" && title.en !== "")).toBe(true);
    expect(ticketState()).toBe("restored");
    const signed = await at.act(1, { action: "sign", name: "Ms Wang" });
    expect(signed).toMatchObject({ state: "signed", signature: { name: "Ms Wang" } });
    await at.pass(3 * minute);
    expect(at.desk.fleet?.row("k1")?.maintenance).toBeUndefined();
    expect(at.desk.ticketsOf("k1")).toHaveLength(1);
    // What comes back later is no fault of this visit.
    await at.pass(20 * minute);
    await at.desk.report("k1", "cash", "cashAcceptor", { transport: "jammed", cover: "closed", cashBox: "ok" });
    await at.pass(minute);
    expect(proof(at.visits.visit(1))).toEqual(proof(left));
  });

  it("sees nothing of a visit that was only claimed, and says so", async () => {
    await withVisit();
    await at.act(1, { action: "arrive" });
    await at.act(1, { action: "swap", device: "cash", item: "cash acceptor head", oldSerial: "V1", newSerial: "V2" });
    await at.act(1, { action: "test" });
    await at.act(1, { action: "clean" });
    await at.pass(20 * minute);
    await at.cabinet("k1");
    await at.desk.report("k1", "cash", "cashAcceptor", { transport: "jammed", cover: "closed", cashBox: "ok" });
    const left = await at.act(1, { action: "depart", outcome: "resolved" });
    expect(proof(left)).toEqual([
      "opened notSeen",
      "swap contradicted",
      "test notSeen",
      "cleaned cannotTell",
      "fault contradicted",
      "shut notSeen",
    ]);
    expect(left.proof?.lines[1]?.text.en).toBe("the terminal reads V1, not V2");
  });

  it("cannot tell of a time when the terminal was not connected, nor of a device that tells no serial number", async () => {
    at = await VisitDesk.open();
    await at.terminal("k1", { cabinet: {}, cash: {} });
    await at.cabinet("k1");
    const ticket = await at.jammed("k1");
    await at.plan({ ticket });
    await at.pass(hour);
    await at.act(1, { action: "arrive" });
    await at.lose("k1");
    await at.pass(20 * minute);
    await at.act(1, { action: "swap", device: "cash", item: "cash acceptor head", newSerial: "V2" });
    await at.act(1, { action: "depart", outcome: "restored" });
    expect(proof(at.visits.visit(1))).toEqual([
      "opened cannotTell",
      "swap cannotTell",
      "fault cannotTell",
      "shut cannotTell",
    ]);
    await at.born("k1");
    // What the terminal saw while it was cut off comes late, and counts.
    const seen = at.desk.clock.now() - 10 * minute;
    const health = { deviceClass: "cabinet", availability: "online", measures: {}, freshForMs: hour } as const;
    for (const [state, since] of [
      ["open", seen],
      ["closed", seen + minute],
    ] as const)
      await at.desk.store.write((tx) => {
        const components = { outerDoor: { state, since } };
        const reading = {
          terminal: "k1",
          device: "cabinet",
          at: since,
          receivedAt: at.desk.clock.now(),
          current: false,
        };
        at.desk.sightings.reading(tx, { ...reading, health: { ...health, components, observedAt: since } });
      });
    expect(proof(at.visits.visit(1)).filter((line) => !line.startsWith("fault"))).toEqual([
      "opened seen",
      "swap cannotTell",
      "shut seen",
    ]);
  });

  it("a terminal without a door contact cannot tell who came", async () => {
    at = await VisitDesk.open();
    await at.terminal("k1", { cash: { serial: "V1" } });
    await at.plan({ terminal: "k1" });
    await at.pass(hour);
    await at.act(1, { action: "arrive" });
    const left = await at.act(1, { action: "depart" });
    expect(proof(left)).toEqual(["opened cannotTell", "shut cannotTell"]);
    expect(left.proof?.lines[0]?.text.en).toMatch(/no door contact/);
  });

  it("says what was seen and nobody claimed: a door, a box, another unit, a test", async () => {
    await withVisit();
    await at.cabinet("k1", { outerDoor: "open" });
    await at.desk.report("k1", "cash", "cashAcceptor", { transport: "ok", cover: "closed", cashBox: "missing" });
    await at.announce("k1", { ...old, printer: { serial: "P2" } });
    await at.selfTest("k1", "printer");
    expect(proof(at.visits.visit(1))).toEqual([]);
    expect(unclaimed(at.visits.visit(1))).toEqual(["opened seen", "cashBox seen", "exchanged seen", "test seen"]);
    const day = { from: 0, to: Number.MAX_SAFE_INTEGER };
    expect(at.visits.sightings({ ...day, unannounced: true })).toEqual([]);
    await at.act(1, { action: "cancel", text: "site shut" });
    expect(at.visits.sightings({ ...day, unannounced: true })).toMatchObject([
      { terminal: "k1", component: "outerDoor" },
    ]);
  });

  it("a door left open contradicts the departure; a unit that was there before contradicts the swap; so does another old one", async () => {
    await withVisit();
    await at.act(1, { action: "arrive" });
    await at.cabinet("k1", { outerDoor: "open" });
    await at.pass(minute);
    await at.act(1, { action: "swap", device: "printer", item: "receipt printer", newSerial: "P1" });
    await at.announce("k1", { ...old, cash: { serial: "V2" } });
    await at.act(1, { action: "swap", device: "cash", item: "cash acceptor head", oldSerial: "V7", newSerial: "V2" });
    const left = await at.act(1, { action: "depart" });
    expect(proof(left)).toEqual(["opened seen", "swap contradicted", "swap contradicted", "shut contradicted"]);
    expect(left.proof?.lines.map(({ text }) => text.en)).toMatchObject({
      1: "P1 stood there already before the visit",
      2: "the old one had the serial number V1, not V7",
    });
  });

  it("is judged for good a day later, also over a restart, and then never anew", async () => {
    await withVisit();
    await work();
    await at.act(1, { action: "depart" });
    await at.restart(() => at.desk.clock.jump(23 * hour));
    expect(at.visits.visit(1).proof?.settledAt).toBeUndefined();
    await at.restart(() => at.desk.clock.jump(hour));
    await at.pass(minute);
    const settled = at.visits.visit(1);
    expect(settled.proof?.settledAt).toBeDefined();
    await at.announce("k1", old);
    expect(at.visits.visit(1).proof).toEqual(settled.proof);
  });
});

describe("swaps and the stock", () => {
  const swap = {
    action: "swap",
    device: "cash",
    item: "cash acceptor head",
    oldSerial: "V1",
    newSerial: "V2",
  } as const;
  const stocked = async (): Promise<void> => {
    await withVisit();
    await at.desk.store.write((tx) => {
      at.desk.stock.setPlace(tx, { id: "van-li", kind: "van", keeper: "li" }, "user:dana");
      at.desk.stock.setPlace(tx, { id: "shop", kind: "repair" }, "user:dana");
      const item = { item: "cash acceptor head", serial: "V2" };
      at.desk.stock.move(tx, { kind: "receive", ...item, to: "van-li" }, "user:dana");
    });
    await at.act(1, { action: "arrive" });
  };

  it("books the part out of the van and the old one in, in one transaction with the claim", async () => {
    await stocked();
    const visit = await at.act(1, { ...swap, returnTo: "shop" });
    expect(visit.claims.at(-1)).toMatchObject({ action: "swap", moves: [2, 3] });
    const moves = at.desk.store.read
      .stockMoves({})
      .map(({ kind, serial, from, to, ticket }) => ({ kind, serial, from, to, ticket }));
    expect(moves.slice(0, 2)).toEqual([
      { kind: "receive", serial: "V1", to: "shop", from: undefined, ticket: undefined },
      { kind: "use", serial: "V2", from: "van-li", ticket: 1, to: undefined },
    ]);
  });

  it("refuses a part that the stock does not know, and changes nothing", async () => {
    await stocked();
    const before = at.visits.visit(1);
    await expect(at.act(1, { ...swap, newSerial: "V9" })).rejects.toMatchObject({
      code: "conflict",
      message: "no cash acceptor head V9 is known in stock",
      context: { issues: [{ path: "body.newSerial" }] },
    });
    await expect(at.act(1, { ...swap, oldSerial: "V2" })).rejects.toMatchObject({ code: "invalid" });
    await expect(at.act(1, { ...swap, device: "hopper" })).rejects.toMatchObject({
      code: "notFound",
      message: /cabinet, cash, printer/,
    });
    // The old one lies in a van already: it cannot come out of the kiosk, and then the new one is not used either.
    await at.desk.store.write((tx) =>
      at.desk.stock.move(tx, { kind: "receive", item: "cash acceptor head", serial: "V1", to: "van-li" }, "user:dana"),
    );
    await expect(at.act(1, { ...swap, returnTo: "shop" })).rejects.toMatchObject({
      code: "conflict",
      context: { issues: [{ path: "body.oldSerial" }] },
    });
    expect(at.visits.visit(1)).toEqual(before);
    expect(at.desk.stock.levels()).toMatchObject([{ place: "van-li", quantity: 2 }]);
  });

  it("refuses a part that answers from another kiosk", async () => {
    await stocked();
    await at.terminal("k2", { cash: { serial: "V2" } });
    await at.desk.report("k2", "cash", "cashAcceptor", { transport: "ok" });
    await expect(at.act(1, swap)).rejects.toMatchObject({
      code: "conflict",
      message: /V2 is installed: k2 \(cash\)/,
      context: { issues: [{ path: "body.newSerial" }] },
    });
  });

  it("begins the use of wearing parts anew once the terminal names the new unit, and of a part inside at once", async () => {
    await withVisit();
    const reading = async (notesStacked: number, cuts: number): Promise<void> => {
      for (const [device, deviceClass, measures] of [
        ["cash", "cashAcceptor", { notesStacked }],
        ["printer", "printer", { cuts }],
      ] as const)
        await at.desk.store.write((tx) => {
          const health = {
            deviceClass,
            availability: "online",
            components: {},
            measures,
            observedAt: 0,
            freshForMs: hour,
          } as const;
          at.wear.observe(tx, { terminal: "k1", device, health, at: at.desk.clock.now() });
        });
    };
    const used = () =>
      Object.fromEntries(
        at.wear.forecasts({ terminal: "k1" }).map(({ item, usage }) => [item.id, usage.value - usage.base]),
      );
    await reading(400_000, 1_400_000);
    await at.act(1, { action: "arrive" });
    await at.act(1, { action: "swap", device: "printer", item: "autocutter for the receipt printer", newSerial: "C9" });
    expect(used()).toEqual({ "cashAcceptor.rollers": 400_000, "printer.cutter": 0 });
    await at.act(1, swap);
    expect(used()["cashAcceptor.rollers"]).toBe(400_000);
    await at.announce("k1", { ...old, cash: { serial: "V2", model: "SM" } });
    expect(used()["cashAcceptor.rollers"]).toBe(0);
    const { claims, proof: lines } = at.visits.visit(1);
    expect(claims.at(-1)).toMatchObject({ seenAt: at.desk.clock.now(), renewed: ["cashAcceptor.rollers"] });
    expect(told(lines?.lines)).toEqual(["opened notSeen", "swap cannotTell", "swap seen"]);
  });
});

describe("what is said late, twice, or by two", () => {
  it("takes what a phone kept: at its own time, once a key, in order", async () => {
    const { appointment } = await withVisit();
    const arrived = at.desk.clock.now();
    await at.pass(30 * minute);
    const arrive = { action: "arrive", at: arrived, key: "phone-0001" } as const;
    const one = await at.act(1, arrive);
    expect(one.claims[0]).toMatchObject({ at: arrived, receivedAt: arrived + 30 * minute });
    expect(await at.act(1, arrive)).toEqual(one);
    await expect(at.act(1, { ...arrive, at: arrived + 1 })).rejects.toMatchObject({
      code: "conflict",
      message: /its at differs/,
    });
    await expect(at.act(1, { action: "depart", key: "phone-0001" })).rejects.toMatchObject({ code: "conflict" });
    const refused = async (moment: number) =>
      expect(at.act(1, { action: "depart", at: moment })).rejects.toMatchObject({
        context: { issues: [{ path: "body.at" }] },
      });
    await refused(at.desk.clock.now() + 10 * minute);
    await refused(arrived - 1);
    await refused(appointment.from - 48 * hour);
    await at.act(1, { action: "depart", at: arrived + 20 * minute });
  });

  it("of two who act at once the second is told; what an action does not take is named", async () => {
    await withVisit();
    const both = await Promise.allSettled([
      at.act(1, { action: "leaveFor", version: 1 }),
      at.act(1, { action: "cancel", text: "no", version: 1 }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(at.act(1, { action: "depart" })).rejects.toMatchObject({
      code: "conflict",
      message: /visit 1 is onTheWay/,
    });
    await expect(at.act(1, { action: "arrive", device: "cash" })).rejects.toMatchObject({
      context: { issues: [{ path: "body.device", message: "is not taken by arrive" }] },
    });
    await expect(at.act(1, { action: "sign" })).rejects.toMatchObject({ context: { issues: [{ path: "body.name" }] } });
    await expect(at.act(9, { action: "arrive" })).rejects.toMatchObject({ code: "notFound" });
  });

  it("notes once that nobody has arrived in time, also over a restart, and a day later that it did not take place", async () => {
    await withVisit();
    const lates = () => at.desk.events.filter((event) => event.name === "visit" && event.change === "late");
    await at.pass(minute);
    await at.restart(() => at.desk.clock.jump(hour));
    expect(lates()).toEqual([]);
    await at.pass(hour + minute);
    await at.restart();
    await at.pass(5 * minute);
    expect(lates()).toHaveLength(1);
    expect(ticketNow()?.timeline.at(-1)).toMatchObject({
      kind: "comment",
      by: "visit:1",
      text: { en: /nobody has arrived/ },
    });
    await at.restart(() => at.desk.clock.jump(24 * hour));
    await at.pass(minute);
    expect(at.visits.visit(1)).toMatchObject({ state: "missed" });
    expect(ticketState()).toBe("accepted");
    const from = at.desk.clock.now() + hour;
    const moved = await at.act(1, { action: "move", from, to: from + hour, technician: "wei" });
    expect(moved).toMatchObject({ state: "planned", technician: "wei", appointment: { from } });
    expect(moved.lateAt).toBeUndefined();
    expect(ticketNow()).toMatchObject({ state: "waiting", assignee: "wei" });
  });

  it("every visit can be made again from the audit log", async () => {
    await withVisit();
    await work();
    await at.act(1, { action: "sign", name: "Ms Wang" });
    await at.act(1, { action: "depart", outcome: "resolved" });
    await at.plan({ terminal: "k1", technician: "wei", key: "key-00000009" });
    for (const hours of [4, 24]) {
      await at.restart(() => at.desk.clock.jump(hours * hour));
      await at.pass(minute);
    }
    const { read } = at.desk.store;
    const again = visitsFrom(read.audit({ limit: 10_000 }));
    expect([...again.values()]).toEqual(read.visits({}).toSorted((a, b) => a.number - b.number));
    expect(again.get(1)).toMatchObject({ state: "signed", proof: { settledAt: expect.any(Number) } });
    expect(again.get(2)).toMatchObject({ state: "missed", lateAt: expect.any(Number) });
  });
});
