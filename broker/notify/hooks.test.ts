import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NotifyDesk } from "../../tests/support/notify-desk.ts";
import { readHookMapping } from "./hook-mapping.ts";
import type { HookRequest } from "./hooks.ts";
import { webhookSignature } from "./signature.ts";

const secret = "secret-of-the-hook";
const jiraMapping = fileURLToPath(new URL("../../docs/handbook/mappings/jira-hook.yaml", import.meta.url));
const standard = `
ticket: { pointer: /ticket, pattern: "^(\\\\d{1,9})$" }
rules:
  - { when: { /do: comment }, do: comment, text: "{/by}: {/text}" }
  - { when: { /do: [close, resolve] }, do: close, text: "{/text}" }
  - { when: { /do: assign }, do: assign, assignee: "{/by}" }`;

let desk: NotifyDesk;
beforeEach(async () => {
  desk = await NotifyDesk.open(
    (at) => `
hooks:
  other: { mapping: ${at.file("other.yaml", standard)}, secretFile: ${at.file("secret", `${secret}\n`)} }
  jira: { mapping: ${jiraMapping}, secretFile: ${at.file("secret", `${secret}\n`)} }`,
  );
  await desk.desk.addTerminal("t1", { printer: { deviceClass: "printer" } });
  await desk.desk.report("t1", "printer", "printer", { paper: "out", cover: "closed" });
  await desk.desk.pass(3_000, 1_000);
});
afterEach(async () => {
  expect(desk.desk.errors).toEqual([]);
  await desk.close();
});

const request = (body: unknown, id = "msg-1", more: { at?: number; key?: string } = {}): HookRequest => {
  const raw = Buffer.from(JSON.stringify(body));
  const seconds = Math.floor((more.at ?? desk.desk.clock.now()) / 1000);
  const signature = webhookSignature(more.key ?? secret, id, seconds, raw);
  return {
    raw,
    body,
    headers: { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,older ${signature}` },
  };
};
const fromJira = (body: object): HookRequest => {
  const raw = Buffer.from(JSON.stringify(body));
  const hex = createHmac("sha256", secret).update(raw).digest("hex");
  return { raw, body, headers: { "x-hub-signature": `sha256=${hex}` } };
};
const ticket = () => desk.desk.ticketsOf("t1")[0];
const comments = () =>
  ticket()
    ?.timeline.filter(({ kind }) => kind === "comment")
    .map(({ text }) => text.en);
const refused = (call: Promise<unknown>, code: string): Promise<void> => expect(call).rejects.toMatchObject({ code });

describe("a signed webhook", () => {
  test("comments, assigns and closes; who did it stands in the timeline and in the audit log", async () => {
    const say = (body: object, id: string) => desk.notify.hook("other", request(body, id));
    expect(await say({ ticket: 1, do: "comment", by: "Ann", text: "on it" }, "a")).toEqual({
      outcome: "done",
      ticket: 1,
      actions: ["comment"],
    });
    await say({ ticket: "1", do: "assign", by: "Ann" }, "b");
    expect(ticket()).toMatchObject({ assignee: "Ann", touched: true });
    await say({ ticket: 1, do: "close", text: "done there" }, "c");
    expect(ticket()).toMatchObject({ state: "closed" });
    expect(comments()).toEqual(["Ann: on it"]);
    expect(ticket()?.timeline.at(-1)).toMatchObject({ by: "hook:other", kind: "closed" });
    const audit = desk.desk.store.read.audit({}).map(({ actor, action }) => `${actor} ${action}`);
    expect(audit.filter((entry) => entry.startsWith("hook:"))).toEqual([
      "hook:other ticket.comment",
      "hook:other ticket.assigned",
      "hook:other ticket.closed",
    ]);
    // What is so already is not done again.
    expect(await say({ ticket: 1, do: "close", text: "again" }, "d")).toMatchObject({ outcome: "done", actions: [] });
  });

  test("a duplicate is answered as one and has no second effect: one after the other, at once, and after a restart", async () => {
    const comment = request({ ticket: 1, do: "comment", by: "Ann", text: "once" });
    const both = await Promise.all([desk.notify.hook("other", comment), desk.notify.hook("other", comment)]);
    expect(both.map(({ outcome }) => outcome)).toEqual(["done", "duplicate"]);
    await desk.restart();
    expect(await desk.notify.hook("other", comment)).toEqual({ outcome: "duplicate", actions: [] });
    expect(comments()).toEqual(["Ann: once"]);
  });

  test("wrong key, changed body, old or early time, no signature, unknown name: refused, nothing happens", async () => {
    const body = { ticket: 1, do: "comment", by: "Eve", text: "evil" };
    const good = request(body);
    const old = desk.desk.clock.now() - 301_000;
    await refused(desk.notify.hook("other", request(body, "x", { key: "another-secret" })), "unauthorised");
    await refused(desk.notify.hook("other", { ...good, raw: Buffer.from(`${good.raw.toString()} `) }), "unauthorised");
    await refused(
      desk.notify.hook("other", { ...good, headers: { ...good.headers, "webhook-id": "msg-2" } }),
      "unauthorised",
    );
    await refused(desk.notify.hook("other", request(body, "x", { at: old })), "unauthorised");
    await refused(
      desk.notify.hook("other", request(body, "x", { at: desk.desk.clock.now() + 301_000 })),
      "unauthorised",
    );
    await refused(desk.notify.hook("other", { ...good, headers: {} }), "unauthorised");
    await refused(desk.notify.hook("nobody", good), "unauthorised");
    expect(comments()).toEqual([]);
  });

  test("what cannot be done is refused and not remembered: it may come again once it can", async () => {
    const early = request({ ticket: 2, do: "comment", by: "Ann", text: "x" }, "early");
    await refused(desk.notify.hook("other", early), "notFound");
    await desk.desk.tickets.act(1, { action: "close" }, "user:eva");
    await refused(desk.notify.hook("other", request({ ticket: 1, do: "assign", by: "Ann" }, "y")), "conflict");
    await refused(
      desk.notify
        .hook("other", request({ ticket: 1, do: "comment" }, "z"))
        .then(() => desk.notify.hook("other", request({ ticket: 3, do: "comment" }, "z2"))),
      "notFound",
    );
    await desk.desk.addTerminal("t2", { printer: { deviceClass: "printer" } });
    await desk.desk.report("t2", "printer", "printer", { paper: "out", cover: "closed" });
    await desk.desk.pass(3_000, 1_000);
    expect(await desk.notify.hook("other", early)).toMatchObject({ outcome: "done", ticket: 2 });
  });

  test("what the mapping says nothing of is ignored", async () => {
    expect(await desk.notify.hook("other", request({ ticket: 1, do: "rename" }))).toEqual({
      outcome: "ignored",
      actions: [],
    });
    expect(await desk.notify.hook("other", request({ do: "comment" }, "b"))).toEqual({
      outcome: "ignored",
      actions: [],
    });
  });
});

describe("Jira's webhook, by the mapping file of the handbook", () => {
  const issue = (more: object) => ({
    labels: ["other", "roundsman-1"],
    status: { name: "In Progress", statusCategory: { key: "indeterminate" } },
    ...more,
  });
  const now = () => desk.desk.clock.now();

  test("comments, assignments and the end; not what our own export wrote", async () => {
    const comment = (name: string, at = now()) =>
      fromJira({
        timestamp: at,
        webhookEvent: "comment_created",
        comment: { author: { name, displayName: "Ann Lee" }, body: "called the shop" },
        issue: { fields: issue({}) },
      });
    expect(await desk.notify.hook("jira", comment("ann"))).toMatchObject({ outcome: "done", actions: ["comment"] });
    expect(await desk.notify.hook("jira", comment("ann"))).toMatchObject({ outcome: "duplicate" });
    expect(await desk.notify.hook("jira", comment("roundsman"))).toMatchObject({ outcome: "ignored" });
    await refused(desk.notify.hook("jira", comment("ann", now() - 13 * 3_600_000)), "unauthorised");
    const update = (more: object, fields: object) =>
      fromJira({
        timestamp: now(),
        webhookEvent: "jira:issue_updated",
        user: { name: "ann", displayName: "Ann Lee" },
        issue: { fields: issue(fields) },
        ...more,
      });
    await desk.notify.hook(
      "jira",
      update({ issue_event_type_name: "issue_assigned" }, { assignee: { displayName: "Bo Li" } }),
    );
    expect(ticket()).toMatchObject({ assignee: "Bo Li" });
    await desk.notify.hook("jira", update({}, { status: { name: "Done", statusCategory: { key: "done" } } }));
    expect(ticket()).toMatchObject({ state: "closed" });
    expect(comments()).toEqual(["Ann Lee: called the shop"]);
    expect(ticket()?.timeline.at(-1)?.text.en).toBe("Closed: Done (Ann Lee)");
  });
});

describe("a mapping file that would protect nobody is refused, by key", () => {
  const base = "ticket: { pointer: /t }\nrules: [ { do: close } ]\n";
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["no time at all", `${base}signature: { header: x-sig }`, /timestamp: is missing/],
    [
      "a time the signature does not cover",
      `${base}signature: { header: x-sig }\ntimestamp: { header: x-time }`,
      /timestamp.header: the signature does not cover it/,
    ],
    [
      "an id the signature does not cover",
      `${base}signature: { header: x-sig, over: "{timestamp}{body}" }\ntimestamp: { header: x-time }\ndelivery: { header: x-id }`,
      /delivery.header/,
    ],
    ["a signature over nothing", `${base}signature: { header: x-sig, over: "{timestamp}" }`, /signature.over/],
    [
      "no pointer",
      'ticket: { pointer: /t }\nrules: [ { do: comment, text: "{body}" } ]',
      /rules.0: \{body\} is no JSON pointer/,
    ],
    ["nobody to assign to", "ticket: { pointer: /t }\nrules: [ { do: assign } ]", /rules.0.assignee/],
    ["a pattern without a group", 'ticket: { pointer: /t, pattern: "x" }\nrules: [ { do: close } ]', /ticket.pattern/],
    ["an unknown key", `${base}secret: x`, /secret is not a known key/],
  ];
  test.each(cases)("%s", (_, text, says) => {
    expect(() => readHookMapping(text, "hook.yaml")).toThrow(says);
  });
});
