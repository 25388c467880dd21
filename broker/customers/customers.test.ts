import { afterEach, describe, expect, it } from "vitest";
import { withDefaults } from "../../contract/index.ts";
import { NotifyDesk } from "../../tests/support/notify-desk.ts";
import { type ContractSettings, makeContracts } from "../service-levels/contracts.ts";
import { makePolicy } from "../service-levels/policy.ts";
import twoLevel from "../service-levels/presets/two-level.ts";
import { ServiceLevels } from "../service-levels/service-levels.ts";
import { type Customers, startCustomers } from "./customers.ts";
import { Fees } from "./fees/load-schedules.ts";
import { ComplaintSettings, SatisfactionSettings } from "./settings.ts";

const day = 86_400_000;
const hour = 3_600_000;
const minute = 60_000;
const contract: ContractSettings = {
  id: "c1",
  customer: "Metro",
  policy: "two-level",
  sites: ["here"],
  terminals: [],
  zone: "Asia/Shanghai",
  from: "2026-01-01",
};
const policy = makePolicy(twoLevel, "test");
const levels = new ServiceLevels({ standard: policy, contracts: makeContracts([contract]) });

const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
/** Nobody listens there: what is owed stays to be seen. */
const subscribed = (at: NotifyDesk): string => `
channels: { out: { kind: webhook, url: "http://127.0.0.1:9/none", secretFile: ${at.file("out.secret", secret)} } }
subscriptions: [{ name: desk, channel: out, events: [complaint.received, complaint.escalated, complaint.closed] }]
`;

let desk: NotifyDesk | undefined;
let customers: Customers;

const start = (): Customers => {
  const { desk: inner } = desk as NotifyDesk;
  return startCustomers({
    store: inner.store,
    live: inner.live,
    clock: inner.clock,
    levels,
    fees: new Fees(),
    note: (tx, number, event) => inner.tickets.note(tx, number, event),
    satisfaction: withDefaults(SatisfactionSettings, {}),
    complaints: withDefaults(ComplaintSettings, {}),
    onError: (error) => void inner.errors.push(error),
  });
};
const open = async (): Promise<NotifyDesk> => {
  desk = await NotifyDesk.open(subscribed);
  await desk.desk.addTerminal("k1", { printer: { deviceClass: "printer" } });
  customers = start();
  return desk;
};
const restart = async (): Promise<void> => {
  customers.stop();
  await desk?.restart();
  customers = start();
};
/** Most of the time the broker is not running; the last minutes it is. */
const later = async (ms: number): Promise<void> => {
  desk?.desk.clock.jump(ms - 10 * minute);
  await restart();
  await desk?.desk.pass(10 * minute, minute);
};
afterEach(async () => {
  customers.stop();
  await desk?.close();
  expect(desk?.desk.errors).toEqual([]);
});

/** A ticket that eva was on site for. */
const visited = async ({ desk: { tickets } }: NotifyDesk): Promise<number> => {
  const request = { terminal: "k1", title: "no receipts", severity: "major" } as const;
  const { number } = await tickets.open(request, "user:dana");
  await tickets.act(number, { action: "arrive" }, "user:eva");
  await tickets.act(number, { action: "resolve" }, "user:eva");
  return number;
};
const audited = (at: NotifyDesk, action: string) =>
  at.desk.store.read.audit({ limit: 1000 }).filter((row) => row.action === action);

describe("satisfaction", () => {
  it("is written down for who was on site, in the ticket and in the audit log; said again, the last counts", async () => {
    const at = await open();
    const number = await visited(at);
    const first = await customers.satisfaction.score(number, { score: "dissatisfied", from: "signature" }, "user:dana");
    expect(first).toMatchObject({ engineer: "eva", points: -5, site: "here" });
    at.desk.clock.jump(40 * day);
    const second = await customers.satisfaction.score(number, { score: "satisfied", note: "a slip" }, "user:dana");
    expect(second).toMatchObject({ corrects: first.n, firstAt: first.at, points: 3, from: "callBack" });
    expect(customers.satisfaction.of(number).map(({ score }) => score)).toEqual(["dissatisfied", "satisfied"]);
    expect(customers.satisfaction.over({ from: first.at, to: first.at + 1, zone: "UTC" })).toMatchObject({
      engineers: [{ rank: 1, name: "eva", sum: 3, answers: 1 }],
      sites: [{ name: "here" }],
      scores: [{ n: second.n }],
    });
    const told = at.desk.store.read.ticket(number)?.timeline.filter(({ kind }) => kind === "scored");
    expect(told?.map(({ text }) => text.en)).toEqual([
      "dissatisfied (-5 points, signed work order)",
      "satisfied (3 points, call-back): a slip",
    ]);
    expect(audited(at, "satisfaction.score").map(({ detail }) => detail)).toEqual([
      expect.objectContaining({ ticket: number, score: "dissatisfied", engineer: "eva" }),
      expect.objectContaining({ ticket: number, score: "satisfied", corrects: first.n }),
    ]);
  });

  it("is refused while nothing is finished, and for a visit nobody planned", async () => {
    const at = await open();
    const request = { terminal: "k1", title: "no receipts", severity: "major" } as const;
    const { number } = await at.desk.tickets.open(request, "user:dana");
    const score = (visit?: number) =>
      customers.satisfaction.score(
        number,
        { score: "average", ...(visit === undefined ? {} : { visit }) },
        "user:dana",
      );
    await expect(score()).rejects.toMatchObject({ code: "conflict" });
    await at.desk.tickets.act(number, { action: "resolve" }, "user:eva");
    await expect(score(3)).rejects.toMatchObject({ code: "invalid" });
    await expect(customers.satisfaction.score(999, { score: "average" }, "user:dana")).rejects.toMatchObject({
      code: "unknownTicket",
    });
    expect((await score()).engineer).toBe("eva");
  });

  it("counts as no answer seven days after the confirmation: once, also over restarts", async () => {
    const at = await open();
    const number = await visited(at);
    await at.desk.tickets.act(number, { action: "confirm" }, "user:dana");
    await later(7 * day - 2 * minute);
    expect(customers.satisfaction.of(number)).toEqual([]);
    await at.desk.pass(3 * minute, minute);
    expect(customers.satisfaction.of(number)).toMatchObject([
      { score: "noAnswer", points: 1, from: "clock", engineer: "eva" },
    ]);
    await later(30 * day);
    expect(customers.satisfaction.of(number)).toHaveLength(1);
    await customers.satisfaction.score(number, { score: "verySatisfied" }, "user:dana");
    expect(customers.satisfaction.of(number).at(-1)).toMatchObject({
      points: 5,
      corrects: expect.any(Number) as number,
    });
  });

  it("is awaited no longer once it was said, nor of a ticket that was reopened", async () => {
    const at = await open();
    const [said, again] = [await visited(at), await visited(at)];
    await customers.satisfaction.score(said, { score: "satisfied" }, "user:dana");
    for (const number of [said, again]) await at.desk.tickets.act(number, { action: "confirm" }, "user:dana");
    await at.desk.tickets.act(again, { action: "reopen" }, "user:dana");
    expect(at.desk.store.read.opinionsDue()).toEqual([]);
    await later(10 * day);
    expect(customers.satisfaction.of(said)).toHaveLength(1);
    expect(customers.satisfaction.of(again)).toEqual([]);
  });
});

const owed = (at: NotifyDesk): string[] =>
  at.notify
    .list({ limit: 100 })
    .flatMap(({ items }) => items.map(({ event, said }) => `${event}: ${said.en}`))
    .sort();

describe("complaints", () => {
  const asked = { from: "Station hall", text: "nobody called back" } as const;

  it("know customer and contract from the ticket's terminal; the clocks begin when they came", async () => {
    const at = await open();
    const number = await visited(at);
    const now = at.desk.clock.now();
    const complaint = await customers.complaints.open({ ...asked, ticket: number, receivedAt: now - day }, "user:dana");
    expect(complaint).toMatchObject({
      number: 1,
      customer: "Metro",
      contract: "c1",
      terminal: "k1",
      state: "received",
    });
    expect(complaint.clocks.map(({ name, leftMs, dueAt }) => [name, leftMs, dueAt])).toEqual([
      ["acknowledge", day, now + day],
      ["answer", 4 * day, now + 4 * day],
    ]);
    expect(complaint.clocks[0]?.text.en).toBe("acknowledged within 2 d: 1 d used, 1 d left");
    expect(customers.complaints.list({ ticket: number })).toEqual([complaint]);
    expect(customers.complaints.list({ ticket: number + 1 })).toEqual([]);
    await expect(customers.complaints.open(asked, "user:dana")).rejects.toMatchObject({ code: "invalid" });
    await expect(
      customers.complaints.open({ ...asked, customer: "Metro", receivedAt: now + 1 }, "user:dana"),
    ).rejects.toMatchObject({ code: "invalid" });
  });

  it("are written down once under one key", async () => {
    await open();
    const request = { ...asked, customer: "Metro", key: "call-2026-11-21-0001" };
    const first = await customers.complaints.open(request, "user:dana");
    expect((await customers.complaints.open(request, "user:dana")).number).toBe(first.number);
    await expect(customers.complaints.open({ ...request, text: "other" }, "user:dana")).rejects.toMatchObject({
      code: "conflict",
    });
    expect(customers.complaints.list({})).toHaveLength(1);
  });

  it("are escalated once each at 70 and 100 %, told of with what happened, also over restarts", async () => {
    const at = await open();
    await customers.complaints.open({ ...asked, customer: "Metro" }, "user:dana");
    for (const hours of [34, 15]) await later(hours * hour);
    await customers.complaints.act(1, { action: "acknowledge" }, "user:dana");
    for (const hours of [36, 36, 100]) await later(hours * hour);
    const told = [
      'complaint.escalated: 100 % of the time for "acknowledged" is used up',
      'complaint.escalated: 100 % of the time for "answered" is used up',
      'complaint.escalated: 70 % of the time for "acknowledged" is used up',
      'complaint.escalated: 70 % of the time for "answered" is used up',
      "complaint.received: nobody called back",
    ];
    expect(owed(at)).toEqual(told);
    expect(customers.complaints.one(1).clocks.map(({ breached }) => breached)).toEqual([true, true]);
  });

  it("go from acknowledged to answered to closed; nothing is closed unanswered; who saw an older version is refused", async () => {
    await open();
    await customers.complaints.open({ ...asked, customer: "Metro" }, "user:dana");
    const act = (action: Parameters<typeof customers.complaints.act>[1]) =>
      customers.complaints.act(1, action, "user:dana");
    await expect(act({ action: "close", verdict: "valid" })).rejects.toThrow("answer it first");
    await expect(act({ action: "answer" })).rejects.toMatchObject({ code: "badArgs" });
    expect(
      (await act({ action: "answer", text: "we are sorry" })).clocks.every(({ metAt }) => metAt !== undefined),
    ).toBe(true);
    await expect(act({ action: "comment", text: "x", version: 1 })).rejects.toThrow("version 2, you saw 1");
    await desk?.desk.store.write((tx) => tx.savePerson({ id: "eva", name: "Eva Lindqvist", role: "engineer" }));
    const closed = await act({ action: "close", verdict: "valid", about: "eva" });
    expect(closed.timeline.at(-1)?.text.en).toBe("found valid (Eva Lindqvist)");
    expect(closed).toMatchObject({ state: "closed", verdict: "valid", about: "eva", standing: { valid: 1, limit: 3 } });
    const reopened = await act({ action: "reopen", text: "it was another" });
    expect(reopened).toMatchObject({ state: "acknowledged", standing: { valid: 0 } });
    expect(reopened.verdict).toBeUndefined();
    expect(reopened.clocks.map(({ name, metAt }) => [name, metAt !== undefined])).toEqual([
      ["acknowledge", true],
      ["answer", false],
    ]);
  });

  it("found valid three times warn that the contract may be ended; nothing is done about it", async () => {
    const at = await open();
    for (let number = 1; number <= 3; number++) {
      await customers.complaints.open({ ...asked, customer: "Metro" }, "user:dana");
      await customers.complaints.act(number, { action: "answer", text: "sorry" }, "user:dana");
      await customers.complaints.act(number, { action: "close", verdict: "valid", about: "eva" }, "user:dana");
    }
    expect(customers.complaints.one(3).standing).toMatchObject({
      valid: 3,
      warning: { en: "3 valid complaints: c1 may be ended by its own words (limit 3)" },
    });
    const last = at.notify
      .list({ limit: 100 })
      .flatMap(({ items }) => items)
      .filter(({ event }) => event === "complaint.closed");
    expect(last.map(({ severity, advice }) => [severity, advice.length])).toEqual(
      expect.arrayContaining([
        ["minor", 0],
        ["major", 1],
      ]),
    );
    expect(audited(at, "complaint.close").map(({ detail }) => detail)).toHaveLength(3);
  });
});
