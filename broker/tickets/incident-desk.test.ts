import { afterEach, describe, expect, test } from "vitest";
import { expectToldByAudit } from "../../tests/support/audit-replay.ts";
import { type DeskOptions, ServiceDesk } from "../../tests/support/service-desk.ts";
import type { Action } from "./actions.ts";

let desk: ServiceDesk;
const ids = ["k1", "k2", "k3", "k4"];
const open = async (siteOf: (id: string) => string = () => "Hall", options: DeskOptions = {}) => {
  desk = await ServiceDesk.open(options);
  for (const id of ids)
    await desk.addTerminal(id, { printer: { deviceClass: "printer" }, modem: { deviceClass: "network" } }, siteOf(id));
};
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  expectToldByAudit(desk);
  await desk.close();
});

const paper = (id: string, state: string) => desk.report(id, "printer", "printer", { paper: state, cover: "closed" });
const act = (number: number, action: Action) => desk.tickets.act(number, action, "user:eva");
const all = () => desk.store.read.tickets({ limit: 1000 });
const incident = () => all().find((ticket) => ticket.incident);
const ofTerminal = (id: string) => desk.ticketsOf(id).find((ticket) => !ticket.incident);
const states = () => ids.map((id) => ofTerminal(id)?.state);
const storm = async (...terminals: string[]) => {
  for (const id of terminals) await paper(id, "out");
  await desk.pass(20_000);
};

describe("tickets that share a site and a cause", () => {
  test("are linked to a parent, and those that come later join it", async () => {
    await open();
    await storm("k1", "k2");
    expect(incident()).toBeUndefined();
    await storm("k3");
    expect(incident()).toMatchObject({
      cause: "incident",
      incident: { kind: "site", shared: "Hall, printer.paper.out" },
      title: { en: "Hall, printer.paper.out: Receipt paper is out" },
      severity: "major",
      state: "new",
      touched: false,
      clocks: [],
      faults: [],
    });
    const children = ["k1", "k2", "k3"].map((id) => ofTerminal(id));
    expect(incident()?.children).toEqual(children.map((child) => child?.number));
    for (const child of children) {
      expect(child).toMatchObject({ parent: incident()?.number, touched: false });
      expect(child?.clocks.length).toBeGreaterThan(0);
    }
    await storm("k4");
    expect(incident()?.children).toHaveLength(4);
    expect(all().filter((ticket) => ticket.incident)).toHaveLength(1);
  });

  test("also over a restart: what was opened just before is looked at", async () => {
    await open();
    for (const id of ["k1", "k2", "k3"]) await paper(id, "out");
    await desk.pass(3_000, 1_000);
    expect(incident()).toBeUndefined();
    await desk.restart();
    await desk.pass(20_000);
    expect(incident()?.children).toHaveLength(3);
    await desk.restart();
    await desk.pass(20_000);
    expect(all().filter((ticket) => ticket.incident)).toHaveLength(1);
  });

  test("when every child is closed, a parent that nobody touched closes; of another it is said", async () => {
    for (const touched of [false, true]) {
      await open();
      await storm("k1", "k2", "k3");
      if (touched) await act(incident()?.number ?? 0, { action: "accept" });
      for (const id of ids) await paper(id, "full");
      await desk.pass(120_000);
      expect(states().slice(0, 3)).toEqual(["closed", "closed", "closed"]);
      expect(incident()?.state).toBe(touched ? "restored" : "closed");
      if (!touched) await desk.close();
    }
  });
});

describe("what is done to the parent", () => {
  const begun = async () => {
    await open();
    await storm("k1", "k2", "k3");
    return incident()?.number as number;
  };
  const lastWords = () => ["k1", "k2", "k3"].map((id) => ofTerminal(id)?.timeline.at(-1)?.text.en);

  test("a comment, the return of the service and the solution are said to each child once", async () => {
    const number = await begun();
    await act(number, { action: "comment", text: "delivery is on its way" });
    expect(lastWords()).toEqual(Array(3).fill(`delivery is on its way (incident ${number})`));
    await act(number, { action: "restore" });
    expect(states().slice(0, 3)).toEqual(["restored", "restored", "restored"]);
    await act(ofTerminal("k1")?.number as number, { action: "resolve", text: "mine is done" });
    await act(number, { action: "resolve", text: "rolls delivered" });
    expect(states().slice(0, 3)).toEqual(["resolved", "resolved", "resolved"]);
    expect(ofTerminal("k1")?.timeline.filter((e) => e.kind === "resolved")).toHaveLength(1);
    expect(lastWords()[1]).toBe(`Resolved: rolls delivered (incident ${number})`);
  });

  test("closing it closes what is mended and leaves open what is still faulty", async () => {
    const number = await begun();
    for (const id of ["k1", "k2", "k3"]) await act(ofTerminal(id)?.number as number, { action: "accept" });
    await paper("k1", "full");
    await desk.pass(60_000);
    await act(number, { action: "close" });
    expect(states().slice(0, 3)).toEqual(["closed", "accepted", "accepted"]);
    expect(incident()?.state).toBe("closed");
  });

  test("who takes it takes the parent alone", async () => {
    await act(await begun(), { action: "assign", assignee: "li" });
    expect(incident()?.assignee).toBe("li");
    expect(ofTerminal("k1")?.assignee).toBeUndefined();
  });

  test("a child that does not belong to it is taken out, and stays out", async () => {
    const number = await begun();
    const child = ofTerminal("k2")?.number as number;
    await act(child, { action: "leave" });
    expect(ofTerminal("k2")).not.toHaveProperty("parent");
    expect(incident()?.children).not.toContain(child);
    await storm("k4");
    expect(incident()?.children).not.toContain(child);
    await expect(act(child, { action: "leave" })).rejects.toMatchObject({ code: "conflict" });
    await expect(act(number, { action: "merge", other: child })).rejects.toThrow(/not of|incident/);
  });
});

test("a carrier that fails: terminals on sites of their own, known by what their modems said last", async () => {
  await open((id) => `site of ${id}`);
  for (const id of ids)
    await desk.report(
      id,
      "modem",
      "network",
      { registration: "registered" },
      {
        components: {
          registration: {
            state: "registered",
            since: desk.clock.now(),
            vendorCode: `CEREG 1: home, LTE, ${id === "k4" ? "CHN-MOBILE" : "CHN-UNICOM"}`,
          },
        },
      },
    );
  const lost = { verdict: "fault" as const, evidence: () => ({ text: "gone" }) };
  await desk.store.write((tx) => {
    for (const id of ids) desk.faults.say(tx, "terminal.lost", id, "terminal", lost);
  });
  await desk.pass(60_000);
  expect(incident()).toMatchObject({
    incident: { kind: "carrier", shared: "CHN-UNICOM" },
    title: { en: "Carrier CHN-UNICOM", "zh-CN": "运营商 CHN-UNICOM 网络异常" },
  });
  expect(new Set(incident()?.children)).toEqual(new Set(["k1", "k2", "k3"].map((id) => ofTerminal(id)?.number)));
});
