import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OnCallPlan, Person } from "../../contract/index.ts";
import { NotifyDesk } from "../../tests/support/notify-desk.ts";
import { Receiver } from "../../tests/support/receiver.ts";

const minute = 60_000;
let desk: NotifyDesk;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.open();
});
afterEach(async () => {
  expect(desk.desk.errors).toEqual([]);
  await desk.close();
  await receiver.close();
});

const people: Person[] = [
  { id: "eva", name: "Eva", role: "engineer", phone: "+49 (170) 111-0001", language: "en" },
  { id: "li", name: "李", role: "engineer", phone: "13800000002", language: "zh-CN", zone: "Asia/Shanghai" },
  { id: "max", name: "Max", role: "technician", phone: "+491700003" },
  { id: "lead", name: "Lena", role: "dispatcher", phone: "+491700004", email: "lena@kiosk.example" },
  { id: "boss", name: "Bo", role: "admin", phone: "+491700005" },
];
const both = (text: string) => ({ en: text, "zh-CN": text });
/** The clock of the tests begins on Saturday, 2026-11-21 00:00 UTC: it is Eva's week, Li's begins on Monday. */
const plan: OnCallPlan = {
  office: "two-level",
  rotas: [
    {
      id: "first-line",
      title: both("First line"),
      queues: ["remote"],
      zone: "UTC",
      layers: [{ people: ["eva", "li"], shift: "week", handover: { time: "09:00" }, from: "2026-11-16" }],
    },
    {
      id: "second-line",
      title: both("Second line"),
      queues: ["field"],
      zone: "UTC",
      layers: [{ people: ["max"], shift: "month", from: "2026-11-01" }],
    },
  ],
  paths: [
    {
      queue: "remote",
      ways: ["text"],
      steps: [
        { at: 0, tell: [{ onCall: "first-line" }] },
        { at: 70, tell: [{ onCall: "first-line" }] },
        { at: 90, tell: [{ onCall: "first-line" }, { person: "lead" }], ways: ["text", "group"] },
        { at: 100, tell: [{ onCall: "second-line" }] },
        { at: 110, tell: [{ person: "boss" }] },
      ],
    },
    { queue: "field", ways: ["text"], steps: [{ at: 0, tell: [{ onCall: "second-line" }] }] },
  ],
};
const withSteps = (more: Partial<OnCallPlan["paths"][number]>, from = plan): OnCallPlan => ({
  ...from,
  paths: from.paths.map((path) => (path.queue === "remote" ? { ...path, ...more } : path)),
});

const settings = (at: NotifyDesk): string => `
channels:
  text: { kind: sms, url: "${receiver.url}/sms/{to}", form: { text: "{text}", key: "{id}" }, maxLength: 1000 }
  group: { kind: wecom, urlFile: ${at.file("group", `${receiver.url}/robot?key=0123456789abcdef`)} }
  hook: { kind: webhook, url: "${receiver.url}/hook", secretFile: ${at.file("hook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")} }
subscriptions:
  - { name: nobody, channel: hook, events: [onCall.nobody] }
  - { name: duty, channel: text, onCall: [field], events: [ticket.comment] }`;

const open = async (wanted = plan, register = people): Promise<void> => {
  desk = await NotifyDesk.open(settings);
  receiver.answer = ({ path }) => ({ body: path.startsWith("/robot") ? '{"errcode":0}' : "{}" });
  await desk.desk.store.write((tx) => {
    for (const person of register) tx.savePerson(person);
  });
  await desk.desk.store.write((tx) => desk.onCall.setPlan(tx, { plan: wanted }, "user:lead"));
  await desk.desk.addTerminal("t1", { printer: { deviceClass: "printer" } }, "Central");
};
const ticketed = async (): Promise<void> => {
  await desk.paperOut("t1");
  await desk.pass(3000, 1000);
};
/** Who got a text message, in order: by their numbers. */
const texts = (): string[] =>
  receiver.got.flatMap(({ path }) => {
    const number = decodeURIComponent(path).replace("/sms/", "");
    return people.flatMap(({ id, phone = "" }) => (phone.replaceAll(/[ ()-]/g, "") === number ? [id] : []));
  });
const bodyOf = (n: number): string => new URLSearchParams(receiver.got[n]?.body ?? "").get("text") ?? "";
const act = async (action: "accept" | "contact" | "comment" | "resolve" | "reopen" | "dispatch", by = "user:eva") => {
  await desk.desk.tickets.act(1, { action, text: "done" }, by);
  await desk.quiet();
};
const pages = () => desk.desk.store.read.onCallPages({}).reverse();

describe("a new ticket", () => {
  test("calls whoever is on duty, once, in the transaction of the ticket; what the page says is enough to act on", async () => {
    await open();
    await ticketed();
    expect(texts()).toEqual(["eva"]);
    for (const piece of ["You are on call", "#1", "t1", "Central", "Please accept it"])
      expect(bodyOf(0)).toContain(piece);
    expect(pages()).toMatchObject([
      { ticket: 1, queue: "remote", person: "eva", rota: "first-line", clock: "contact", step: 0, outsideHours: true },
    ]);
    expect(pages()[0]?.ways).toMatchObject([{ channel: "text", to: "+491701110001" }]);
    expect(pages()[0]?.dutyEnds).toBe(Date.UTC(2026, 10, 23, 9));
    const audit = desk.desk.store.read.audit({ limit: 100 }).filter(({ action }) => action === "onCall.page");
    expect(audit).toMatchObject([{ target: "eva", detail: { ticket: 1, step: 0, reached: true } }]);
  });

  test("is told to whoever has the duty now: a swap of a minute ago counts, in their language", async () => {
    await open();
    await desk.desk.store.write((tx) =>
      desk.onCall.swap(
        tx,
        {
          rota: "first-line",
          person: "eva",
          from: "2026-11-21T00:00",
          to: "2026-11-22T00:00",
          with: { person: "li", from: "2026-11-24", to: "2026-11-24" },
          why: "a wedding",
        },
        "user:lead",
      ),
    );
    await ticketed();
    expect(texts()).toEqual(["li"]);
    expect(bodyOf(0)).toContain("值班呼叫");
  });

  test("acceptance ends the waiting and says how long it took; the end says what came of it", async () => {
    await open(withSteps({ acceptMinutes: 10 }));
    await ticketed();
    await desk.pass(2 * minute, minute);
    await act("accept", "user:li");
    await desk.pass(30 * minute, 5 * minute);
    expect(texts()).toEqual(["eva"]);
    await act("resolve", "user:li");
    const [page] = pages();
    expect(page).toMatchObject({ acceptedBy: "li", result: { en: "Resolved: done" } });
    expect((page?.acceptedAt ?? 0) - (page?.at ?? 0)).toBeGreaterThan(2 * minute - 1);
    expect(desk.desk.store.read.onCallCase(1)).toMatchObject({ settled: true });
    expect(desk.desk.store.read.waitingOnCallCases()).toEqual([]);
  });

  test("of a queue without a path, or of a severity that can wait, calls nobody at once", async () => {
    await open(withSteps({ severities: ["critical"], acceptMinutes: 1 }));
    await ticketed();
    await desk.pass(3 * minute, minute);
    expect(texts()).toEqual([]);
    await desk.pass(minute, minute);
    expect(texts()).toEqual(["eva"]);
  });
});

describe("as the time for a promise runs out", () => {
  test("each step is told when its part of the time is used up, each person once by each way; a robot names them", async () => {
    await open();
    await ticketed();
    expect(texts()).toEqual(["eva"]);
    await desk.pass(3.6 * minute, 10_000); // 70 % of 5 minutes
    expect(texts()).toEqual(["eva", "eva"]);
    expect(bodyOf(1)).toContain("70 %");
    await desk.pass(minute, 10_000);
    expect(texts()).toEqual(["eva", "eva", "eva", "lead"]);
    const robot = receiver.got.find(({ path }) => path.startsWith("/robot"));
    expect(JSON.parse(robot?.body ?? "{}")).toMatchObject({
      text: { mentioned_mobile_list: ["+491701110001", "+491700004"] },
    });
    await desk.pass(minute, 10_000);
    expect(texts().slice(4)).toEqual(["max", "boss"]);
    await desk.pass(30 * minute, minute);
    expect(texts().slice(6)).toEqual([]);
    expect(new Set(receiver.got.map(({ body }) => new URLSearchParams(body).get("key"))).size).toBe(7);
  });

  test("nobody is told twice and nobody is forgotten over restarts; each person of the last step that was passed meanwhile", async () => {
    await open();
    await ticketed();
    await desk.restart();
    await desk.pass(3.6 * minute, 30_000);
    expect(texts()).toEqual(["eva", "eva"]);
    await desk.restart();
    await desk.pass(10_000, 10_000);
    expect(texts()).toEqual(["eva", "eva"]);
    // The broker is off while three thresholds pass.
    await desk.notify.stop();
    desk.desk.tickets.stop();
    await desk.desk.clock.advance(10 * minute);
    await desk.restart();
    await desk.pass(10_000, 10_000);
    expect(texts().slice(2).sort()).toEqual(["boss", "eva", "lead", "max"]);
    await desk.restart();
    await desk.pass(20 * minute, 5 * minute);
    expect(texts()).toHaveLength(6);
  });

  test("other promises have their steps, too, after it was accepted", async () => {
    await open();
    await ticketed();
    await act("accept");
    await desk.pass(43 * minute, minute); // 70 % of an hour: the plan
    expect(texts()).toEqual(["eva", "eva"]);
    expect(pages().at(-1)).toMatchObject({ clock: "plan", step: 70 });
  });
});

describe("nobody accepts", () => {
  test("so many minutes after each step comes the next, over a restart", async () => {
    // Steps beyond the time of the contact, so that only the minutes count.
    await open(
      withSteps({
        acceptMinutes: 2,
        steps: [
          { at: 0, tell: [{ onCall: "first-line" }] },
          { at: 200, tell: [{ person: "lead" }] },
          { at: 300, tell: [{ onCall: "second-line" }] },
        ],
      }),
    );
    await ticketed();
    await desk.pass(minute, minute);
    expect(texts()).toEqual(["eva"]);
    await desk.restart();
    await desk.pass(1.1 * minute, 10_000);
    expect(texts()).toEqual(["eva", "lead"]);
    expect(bodyOf(1)).toContain("within 2 min");
    await desk.notify.stop();
    desk.desk.tickets.stop();
    await desk.desk.clock.advance(60 * minute);
    await desk.restart();
    await desk.pass(10_000, 5000);
    expect(texts()).toEqual(["eva", "lead", "max"]);
    await desk.pass(30 * minute, minute);
    expect(texts()).toHaveLength(3);
  });

  test("a step told because nobody accepted is not told again when the time for the contact reaches it", async () => {
    await open(withSteps({ acceptMinutes: 1 }));
    await ticketed();
    await desk.pass(20 * minute, 20_000);
    expect(texts()).toEqual(["eva", "eva", "eva", "lead", "max", "boss"]);
  });
});

describe("nobody is on duty", () => {
  test("the next who is there is told instead, and those who asked for it hear of the gap", async () => {
    const [first, second] = plan.rotas;
    if (!first || !second) throw new Error("the plan has two rotas");
    const later = { ...first, layers: first.layers.map((layer) => ({ ...layer, from: "2026-12-07" })) };
    const steps = [
      { at: 0, tell: [{ onCall: "first-line" }] },
      { at: 70, tell: [{ onCall: "second-line" }] },
    ];
    await open(withSteps({ steps }, { ...plan, rotas: [later, second] }));
    expect(desk.onCall.view().gaps).toEqual([
      { of: "remote", from: Date.UTC(2026, 10, 21), to: Date.UTC(2026, 11, 7, 9) },
    ]);
    expect(desk.onCall.plan().warnings[0]).toEqual({
      en: "first line, remote: nobody is on duty from 2026-11-21 00:00 to 2026-12-07 09:00 (UTC)",
      "zh-CN": "一线（远程）：2026-11-21 00:00 至 2026-12-07 09:00 无人值班（UTC）",
    });
    await ticketed();
    expect(texts()).toEqual(["max"]);
    expect(pages()).toMatchObject([{ person: "max", step: 0, insteadOf: "first-line", rota: "second-line" }]);
    const told = receiver.got.find(({ path }) => path === "/hook");
    expect(told?.body).toContain("Nobody can be told on first-line; told: Max");
    // His own step comes in its own time.
    await desk.pass(4 * minute, 10_000);
    expect(texts()).toEqual(["max", "max"]);
  });

  test("nor can whoever is on duty be told: they left, and the next is told instead", async () => {
    await open();
    await desk.desk.store.write((tx) => tx.savePerson({ ...(people[0] as Person), disabled: true }));
    await ticketed();
    expect(texts()).toEqual(["lead"]);
    expect(pages()).toMatchObject([
      { person: "eva", ways: [{ missing: "person" }] },
      { person: "lead", step: 0, insteadOf: "first-line" },
    ]);
  });

  test("nor later: said aloud, not passed over", async () => {
    const rotas = plan.rotas.map((rota) => ({
      ...rota,
      layers: rota.layers.map((layer) => ({ ...layer, from: "2027-01-04" })),
    }));
    await open({ ...withSteps({ steps: [{ at: 0, tell: [{ onCall: "first-line" }] }] }), rotas });
    await ticketed();
    expect(texts()).toEqual([]);
    expect(receiver.got[0]?.body).toContain("nobody was told");
    expect(desk.desk.store.read.audit({ limit: 100 }).some(({ action }) => action === "onCall.nobody")).toBe(true);
  });
});

describe("the path begins anew", () => {
  test("when a ticket is reopened", async () => {
    await open();
    await ticketed();
    await act("accept");
    await act("resolve");
    await act("reopen", "user:lead");
    expect(texts()).toEqual(["eva", "eva"]);
    expect(pages().map(({ round }) => round)).toEqual([0, 1]);
  });

  test("in another queue: its own people are called; back again, the first once more", async () => {
    await open();
    await ticketed();
    await act("accept");
    const move = (queue: "field" | "remote") =>
      desk.desk.tickets.act(1, { action: "queue", queue, text: "needs hands" }, "user:eva");
    await move("field");
    await desk.quiet();
    expect(texts()).toEqual(["eva", "max"]);
    await move("remote");
    await move("field");
    await desk.quiet();
    expect(texts()).toEqual(["eva", "max", "eva", "max"]);
  });

  test("not by a dispatch: whoever goes has it in hand", async () => {
    await open();
    await ticketed();
    await act("dispatch", "user:lead");
    expect(desk.desk.store.read.ticket(1)?.queue).toBe("field");
    expect(texts()).toEqual(["eva"]);
  });
});

test("a subscription may name a rota: whoever is on duty when it happens gets it", async () => {
  await open();
  await ticketed();
  await act("comment");
  expect(texts()).toEqual(["eva", "max"]);
});

test("the file itself refuses to tell somebody of one step twice", async () => {
  await open();
  await ticketed();
  const [page] = pages();
  if (!page) throw new Error("there is a page");
  await expect(desk.desk.store.write((tx) => tx.addOnCallPage(page))).rejects.toThrow(/UNIQUE/);
});

test("a person without an address is a line of the log and a warning, not a lost page", async () => {
  const unreachable: Person = { id: "nophone", name: "No", role: "viewer" };
  const wanted = withSteps({ steps: [{ at: 0, tell: [{ onCall: "first-line" }, { person: "nophone" }] }] });
  await open(wanted, [...people, unreachable]);
  await ticketed();
  expect(texts()).toEqual(["eva"]);
  expect(pages().at(-1)).toMatchObject({ person: "nophone", ways: [{ channel: "text", missing: "phone" }] });
  expect(desk.onCall.view().warnings.map(({ en }) => en)).toContain("nophone cannot be told by text: no phone number");
  expect(desk.onCall.test("remote").steps[0]?.told).toMatchObject([
    { person: "eva", name: "Eva", rota: "first-line", ways: [{ channel: "text", to: "+491701110001" }] },
    { person: "nophone", ways: [{ channel: "text", missing: "phone" }] },
  ]);
});
