import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommandView } from "../../contract/index.ts";
import { NotifyDesk } from "../../tests/support/notify-desk.ts";
import { Receiver } from "../../tests/support/receiver.ts";
import threeLevel from "../service-levels/presets/three-level.ts";
import { webhookSignature } from "./signature.ts";

const minute = 60_000;
const hour = 60 * minute;
const secret = "webhook-secret-of-this-test";

let receiver: Receiver;
let desk: NotifyDesk | undefined;
beforeEach(async () => {
  receiver = await Receiver.open();
});
afterEach(async () => {
  expect(desk?.desk.errors ?? []).toEqual([]);
  await desk?.close();
  desk = undefined;
  await receiver.close();
});

interface Options {
  readonly subscription?: string;
  readonly retry?: string;
  readonly more?: string;
}
const open = async ({ subscription = "", retry = "{}", more = "" }: Options = {}): Promise<NotifyDesk> => {
  desk = await NotifyDesk.open(
    (at) => `
retry: ${retry}
channels:
  ops: { kind: webhook, url: "${receiver.url}/in", secretFile: ${at.file("ops.secret", secret)} }
subscriptions:
  - { name: night-desk, channel: ops, ${subscription} }
${more}`,
  );
  await desk.desk.addTerminal(
    "t1",
    { printer: { deviceClass: "printer" }, cash: { deviceClass: "cashAcceptor" } },
    "Hall 1",
  );
  return desk;
};
const paper = async (d: NotifyDesk, state: string): Promise<void> => {
  await d.desk.report("t1", "printer", "printer", { paper: state, cover: "closed" });
  await d.pass(3_000, 1_000);
};
const bodies = () => receiver.got.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const types = () => bodies().map(({ type }) => type);

describe("who is told what", () => {
  test("a command that waits for a second person, once, to whoever wants to hear of it", async () => {
    const d = await open({ subscription: "events: [command.awaitingApproval]" });
    const { store, live, clock } = d.desk;
    const now = clock.now();
    const asked: CommandView = {
      id: "c1",
      terminal: "t1",
      device: "cash",
      command: "payOut",
      args: {},
      by: "user:eva",
      reason: "20 EUR are owed",
      state: "awaitingApproval",
      createdAt: now,
      notAfter: now + hour,
      tries: 0,
      approval: { askedBy: "user:eva", until: now + 10 * minute },
    };
    for (const command of [asked, { ...asked, state: "queued" as const }])
      await store.write((tx) => {
        tx.saveCommand(command);
        live.emit(tx, "command", { command });
      });
    await d.pass(3_000, 1_000);
    expect(bodies()).toMatchObject([
      {
        subject: expect.stringContaining("a second person must say yes") as string,
        items: [{ event: "command.awaitingApproval", by: "user:eva", terminal: "t1", device: "cash", site: "Hall 1" }],
      },
    ]);
  });

  test("a new ticket, its escalations and its end, each with what the receiver needs, signed and told apart by id", async () => {
    const d = await open();
    await paper(d, "out");
    expect(types()).toEqual(["ticket.opened"]);
    const [got] = receiver.got;
    const id = String(got?.headers["webhook-id"]);
    const seconds = String(got?.headers["webhook-timestamp"]);
    expect(got?.headers["webhook-signature"]).toBe(webhookSignature(secret, id, seconds, got?.body ?? ""));
    expect(bodies()[0]).toMatchObject({
      v: 1,
      id,
      language: "en",
      urgent: false,
      subject: expect.stringContaining("New ticket #1") as string,
      items: [
        {
          terminal: "t1",
          site: "Hall 1",
          device: "printer",
          code: "printer.paper.out",
          severity: "major",
          ticket: 1,
          level: "any",
          due: { clock: "contact" },
        },
      ],
    });
    await d.pass(4 * minute, 30_000);
    expect(types()).toEqual(["ticket.opened", "ticket.escalated"]);
    await d.desk.tickets.act(1, { action: "accept" }, "user:eva");
    await d.desk.tickets.act(1, { action: "resolve", text: "new roll" }, "user:eva");
    await d.quiet();
    expect(types()).toEqual(["ticket.opened", "ticket.escalated", "ticket.resolved"]);
    expect(new Set(bodies().map((b) => b.id)).size).toBe(3);
    expect(d.states()).toEqual(["sent", "sent", "sent"]);
  });

  test("filters: by severity, by site, by terminal, and not what one's own system did", async () => {
    for (const [filter, told] of [
      ["filter: { severities: [critical] }", 0],
      ["filter: { sites: [Hall*] }", 1],
      ["filter: { sites: [Station] }", 0],
      ["filter: { terminals: [kiosk-1, t*] }", 1],
      ["events: [fault.opened]", 1],
    ] as const) {
      const d = await open({ subscription: filter });
      await paper(d, "out");
      expect(d.list(), filter).toHaveLength(told);
      await d.close();
      desk = undefined;
    }
    const d = await open({ subscription: "events: [ticket.comment], notBy: [hook:jira]" });
    await paper(d, "out");
    await d.desk.tickets.act(1, { action: "comment", text: "from there" }, "hook:jira");
    await d.desk.tickets.act(1, { action: "comment", text: "from here" }, "user:eva");
    await d.quiet();
    expect(bodies().at(-1)).toMatchObject({ items: [{ said: { en: "from here" } }] });
    expect(d.list()).toHaveLength(1);
  });

  test("what one change brings comes in one message: an escalation and the level it raised", async () => {
    desk = await NotifyDesk.open(
      (at) => `
channels: { ops: { kind: webhook, url: "${receiver.url}/in", secretFile: ${at.file("ops.secret", secret)} } }
subscriptions: [ { name: chief, channel: ops, events: [ticket.escalated, ticket.levelChanged] } ]`,
      { levels: threeLevel },
    );
    await desk.desk.addTerminal("t1", { printer: { deviceClass: "printer" } });
    await desk.desk.report("t1", "printer", "printer", { paper: "low", cover: "closed" });
    await desk.pass(3 * hour, 10 * minute);
    const kinds = bodies().map(({ items }) => (items as { event: string }[]).map(({ event }) => event));
    expect(kinds).toContainEqual(expect.arrayContaining(["ticket.escalated", "ticket.levelChanged"]));
    expect(bodies().find(({ type }) => type === "digest")).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ level: "severe" })]) as unknown,
    });
  });

  test("nobody is told of what was rolled back", async () => {
    const d = await open();
    await paper(d, "out");
    const refused = d.desk.store.write((tx) => {
      d.desk.tickets.actIn(tx, 1, { action: "resolve" }, "user:eva");
      throw new Error("taken back");
    });
    await expect(refused).rejects.toThrow("taken back");
    await d.quiet();
    expect(types()).toEqual(["ticket.opened"]);
  });
});

describe("when", () => {
  const quiet = 'zone: Asia/Shanghai, quiet: { from: "07:00", to: "09:00" }';

  test("quiet hours: only critical goes out; the rest waits, is joined and comes when they are over", async () => {
    // The desk's clock begins at 08:00 in Shanghai.
    const d = await open({ subscription: `${quiet}, events: [ticket.opened, ticket.escalated, ticket.comment]` });
    await paper(d, "out");
    await d.pass(4 * minute, 30_000);
    expect(receiver.got).toEqual([]);
    expect(d.list()).toMatchObject([{ state: "queued", tries: 0, items: [{}, {}] }]);
    await d.desk.report("t1", "cash", "cashAcceptor", { cashBox: "missing", transport: "ok" });
    await d.pass(10_000, 1_000);
    expect(bodies()).toMatchObject([{ urgent: true, items: [{ severity: "critical", event: "ticket.opened" }] }]);
    await d.pass(hour, 5 * minute);
    const joined = bodies().find((body) => body.urgent === false);
    expect(joined).toMatchObject({ type: "digest" });
    expect((joined?.items as unknown[] | undefined)?.length).toBeGreaterThan(2);
    const [first] = d.list();
    expect(first?.startedAt).toBe(Date.UTC(2026, 10, 21, 1));
  });

  test("digest: at most one message in ten minutes, joining what came; also over a restart", async () => {
    const d = await open({ subscription: "digest: { minutes: 10 }, events: [ticket.opened, ticket.comment]" });
    await paper(d, "out");
    expect(receiver.got).toHaveLength(1);
    const begun = d.list()[0]?.startedAt ?? 0;
    for (let n = 1; n <= 6; n++) {
      await d.desk.tickets.act(1, { action: "comment", text: `note ${n}` }, "user:eva");
      if (n === 3) await d.restart();
      await d.pass(minute, minute);
    }
    expect(receiver.got).toHaveLength(1);
    await d.pass(5 * minute, minute);
    expect(receiver.got).toHaveLength(2);
    expect(bodies()[1]?.items).toHaveLength(6);
    expect((d.list()[1]?.startedAt ?? 0) - begun).toBe(10 * minute);
    await d.desk.tickets.act(1, { action: "comment", text: "late" }, "user:eva");
    await d.pass(8 * minute, minute);
    expect(receiver.got).toHaveLength(2);
    await d.pass(2 * minute, minute);
    expect(receiver.got).toHaveLength(3);
  });

  test("a storm is bounded: what has no room is counted", async () => {
    const d = await open({ subscription: "digest: { minutes: 60 }, events: [ticket.comment]" });
    await paper(d, "out");
    for (let n = 0; n <= 100; n++) await d.desk.tickets.act(1, { action: "comment", text: `${n}` }, "user:eva");
    await d.pass(hour, 10 * minute);
    expect(receiver.got).toHaveLength(2);
    expect(bodies()[1]).toMatchObject({ more: 60 });
    expect(bodies()[1]?.items).toHaveLength(40);
  });
});

describe("what may go wrong", () => {
  test("a far end that fails is asked again ever more rarely, with the same id and content; it comes once to who remembers ids", async () => {
    const d = await open({ retry: "{ firstS: 10, mostMinutes: 15, giveUpHours: 48 }" });
    receiver.answer = () => ({ status: 503, body: "later" });
    await paper(d, "out");
    const times: number[] = [];
    for (let n = 0; n < 60; n++) {
      const before = receiver.got.length;
      await d.pass(10_000, 10_000);
      if (receiver.got.length > before) times.push(n * 10);
    }
    const pauses = times.slice(1).map((t, n) => t - (times[n] ?? 0));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.length).toBeGreaterThan(3);
    expect(new Set(receiver.got.map((r) => r.headers["webhook-id"])).size).toBeLessThanOrEqual(3);
    const first = receiver.got.filter((r) => r.headers["webhook-id"] === receiver.got[0]?.headers["webhook-id"]);
    expect(new Set(first.map((r) => r.body)).size).toBe(1);
    expect(new Set(first.map((r) => r.headers["webhook-timestamp"])).size).toBe(first.length);
    receiver.answer = () => ({ status: 204 });
    await d.pass(20 * minute, minute);
    expect(d.states().every((state) => state === "sent")).toBe(true);
    expect(d.logged.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(d.logged.filter((line) => line.includes("works again"))).toHaveLength(1);
  });

  test("Retry-After is obeyed", async () => {
    const d = await open();
    receiver.answer = () => ({ status: 429, headers: { "retry-after": "600" } });
    await paper(d, "out");
    expect(receiver.got).toHaveLength(1);
    await d.pass(9 * minute, minute);
    expect(receiver.got).toHaveLength(1);
    receiver.answer = () => ({ status: 200 });
    await d.pass(2 * minute, minute);
    expect(receiver.got.length).toBeGreaterThan(1);
  });

  test("a message that is refused for itself is given up at once, others go on, and it can be tried again by hand", async () => {
    const d = await open({ subscription: "events: [ticket.opened, ticket.comment]" });
    receiver.answer = ({ body }) => (body.includes("ticket.opened") ? { status: 422, body: "no" } : { status: 200 });
    await paper(d, "out");
    await d.desk.tickets.act(1, { action: "comment", text: "x" }, "user:eva");
    await d.quiet();
    expect(d.list()).toMatchObject([{ state: "failed", tries: 1, error: "HTTP 422: no" }, { state: "sent" }]);
    expect(d.notify.channels()).toMatchObject([{ name: "ops", failed: 1, sent: 1, failures: 0 }]);
    const events = d.desk.store.read.events({ terminal: "t1", kind: "notification" });
    expect(events).toMatchObject([{ body: { code: "notification.failed" } }]);
    receiver.answer = () => ({ status: 200 });
    const id = d.list()[0]?.id ?? "";
    expect(await d.notify.retry(id, "user:eva")).toMatchObject({ state: "sent" });
    await expect(d.notify.retry(id, "user:eva")).rejects.toMatchObject({ code: "conflict" });
    await expect(d.notify.retry("nobody", "user:eva")).rejects.toMatchObject({ code: "notFound" });
  });

  test("a far end that never answers has its deadline, and holds up no other channel", async () => {
    const other = await Receiver.open();
    desk = await NotifyDesk.open(
      (at) => `
retry: { deadlineS: 20 }
channels:
  deaf: { kind: webhook, url: "${receiver.url}/in", secretFile: ${at.file("ops.secret", secret)} }
  well: { kind: webhook, url: "${other.url}/in", secretFile: ${at.file("ops.secret", secret)} }
subscriptions:
  - { name: one, channel: deaf }
  - { name: two, channel: well }`,
    );
    receiver.answer = () => ({ hang: true });
    await desk.desk.addTerminal("t1", { printer: { deviceClass: "printer" } });
    await desk.desk.report("t1", "printer", "printer", { paper: "out", cover: "closed" });
    await desk.desk.pass(3_000, 1_000);
    await expect.poll(() => other.got.length).toBe(1);
    await expect.poll(() => receiver.got.length).toBe(1);
    await desk.desk.clock.advance(20_000);
    await desk.quiet();
    expect(desk.list().map(({ state, error }) => [state, error])).toEqual([
      ["queued", "no answer in time"],
      ["sent", undefined],
    ]);
    await other.close();
  });

  test("given up after its bound: failed, shown, an event, and told by another channel; that one's failure tells nobody", async () => {
    const other = await Receiver.open();
    receiver.answer = () => ({ status: 500 });
    const d = await open({
      retry: "{ firstS: 60, mostMinutes: 30, giveUpHours: 2 }",
      subscription: "events: [ticket.opened, notification.failed]",
    });
    const settings = `
retry: { firstS: 60, mostMinutes: 30, giveUpHours: 2 }
channels:
  ops: { kind: webhook, url: "${receiver.url}/in", secretFile: ${d.file("ops.secret", secret)} }
  chief: { kind: webhook, url: "${other.url}/in", secretFile: ${d.file("ops.secret", secret)} }
subscriptions:
  - { name: night-desk, channel: ops, events: [ticket.opened, notification.failed] }
  - { name: chief, channel: chief, events: [notification.failed] }`;
    await d.restart(settings);
    other.answer = () => ({ status: 400 });
    await paper(d, "out");
    await d.pass(3 * hour, 5 * minute);
    expect(d.list()).toMatchObject([
      { subscription: "night-desk", state: "failed", error: "HTTP 500" },
      { subscription: "chief", state: "failed", items: [{ event: "notification.failed" }] },
    ]);
    expect(other.got).toHaveLength(1);
    expect(JSON.parse(other.got[0]?.body ?? "{}")).toMatchObject({ type: "notification.failed" });
    await other.close();
  });

  test("a channel that was taken out of the settings: its messages fail and say why", async () => {
    const d = await open({ subscription: "digest: { minutes: 5 }, events: [ticket.opened, ticket.comment]" });
    await paper(d, "out");
    await d.desk.tickets.act(1, { action: "comment", text: "x" }, "user:eva");
    await d.restart("{}");
    await d.pass(6 * minute, minute);
    expect(d.list()[1]).toMatchObject({ state: "failed", error: "there is no channel ops any more" });
  });

  test("what waited while the broker was off for three days is tried all the same", async () => {
    const d = await open();
    receiver.answer = () => ({ status: 503 });
    await d.notify.stop();
    await d.desk.report("t1", "printer", "printer", { paper: "out", cover: "closed" });
    await d.desk.clock.advance(3_000);
    d.desk.clock.jump(3 * 24 * hour);
    expect(d.list()).toMatchObject([{ state: "queued", tries: 0 }]);
    receiver.answer = () => ({ status: 200 });
    await d.restart();
    await d.quiet();
    expect(d.list()[0]).toMatchObject({ state: "sent", tries: 1 });
  });

  test("a stop in the middle of an attempt: the message is sent again under its id after the start", async () => {
    const d = await open();
    receiver.answer = () => ({ hang: true });
    await d.desk.report("t1", "printer", "printer", { paper: "out", cover: "closed" });
    await d.desk.clock.advance(3_000);
    await expect.poll(() => receiver.got.length).toBe(1);
    const stopped = d.notify.stop();
    await d.desk.clock.advance(6_000);
    await stopped;
    receiver.answer = () => ({ status: 200 });
    await d.desk.restart();
    await d.start();
    await d.quiet();
    expect(new Set(receiver.got.slice(0, 2).map((r) => r.headers["webhook-id"])).size).toBe(1);
    expect(d.list()[0]).toMatchObject({
      state: "sent",
      tries: 2,
      note: expect.stringContaining("interrupted") as string,
    });
  });
});

describe("by hand", () => {
  test("a test message goes at once, also on a channel that is held, and has one attempt", async () => {
    const d = await open();
    receiver.answer = () => ({ status: 500, body: secret });
    const failed = await d.notify.test("ops", undefined, "user:root");
    expect(failed).toMatchObject({ state: "failed", tries: 1, error: "HTTP 500: ***" });
    receiver.answer = () => ({ status: 200 });
    expect(await d.notify.test("ops", undefined, "user:root")).toMatchObject({ state: "sent" });
    await expect(d.notify.test("nix", undefined, "user:root")).rejects.toMatchObject({ code: "notFound" });
    expect(d.desk.store.read.audit({}).filter((row) => row.action === "notify.test")).toHaveLength(2);
  });

  test("messages that ended are forgotten after their days", async () => {
    const d = await open({ more: "keepDays: 2" });
    await paper(d, "out");
    expect(d.list()).toHaveLength(1);
    d.desk.clock.jump(3 * 24 * hour);
    await d.pass(2 * hour, hour);
    expect(d.list().filter(({ items }) => items[0]?.event === "ticket.opened")).toHaveLength(0);
  });
});
