import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeJira } from "../../tests/support/fake-jira.ts";
import { MailServer, readMail, readSubject } from "../../tests/support/mail-server.ts";
import { NotifyDesk } from "../../tests/support/notify-desk.ts";
import { Receiver } from "../../tests/support/receiver.ts";
import { channelKinds } from "./load-channels.ts";

const minute = 60_000;
const hour = 60 * minute;
let desk: NotifyDesk | undefined;
const toClose: { close(): Promise<void> }[] = [];
let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.open();
  toClose.push(receiver);
});
afterEach(async () => {
  expect(desk?.desk.errors ?? []).toEqual([]);
  await desk?.close();
  desk = undefined;
  for (const one of toClose.splice(0)) await one.close();
});

const open = async (settings: (at: NotifyDesk) => string): Promise<NotifyDesk> => {
  desk = await NotifyDesk.open(settings);
  await desk.desk.addTerminal("t1", { printer: { deviceClass: "printer" } }, "中央车站");
  return desk;
};
const paperOut = async (d: NotifyDesk): Promise<void> => {
  await d.desk.report("t1", "printer", "printer", { paper: "out", cover: "closed" });
  await d.pass(3_000, 1_000);
};
const json = (n: number) => JSON.parse(receiver.got[n]?.body ?? "{}") as Record<string, unknown>;

test("every kind says what it promises, in both languages, and takes no settings it does not know", async () => {
  const kinds = await channelKinds();
  expect([...kinds.keys()]).toEqual(["dingtalk", "email", "feishu", "sms", "ticketing", "webhook", "wecom"]);
  for (const [name, kind] of kinds) {
    expect(kind.promise.en, name).toMatch(/once/);
    expect(kind.promise["zh-CN"], name).toMatch(/一次/);
    expect((kind.settings as { additionalProperties?: boolean }).additionalProperties, name).toBe(false);
  }
});

describe("e-mail", () => {
  const settings =
    (port: number, more = "") =>
    (at: NotifyDesk) =>
      `
zone: Asia/Shanghai
link: "https://desk.example/tickets/{ticket}"
retry: { firstS: 30, mostMinutes: 15, giveUpHours: 48 }
channels:
  mail: { kind: email, host: 127.0.0.1, port: ${port}, tls: never, from: "Roundsman <desk@kiosk.example>"${more.replace("PASSWORD", at.file("password", "smtp-secret-1\n"))} }
subscriptions:
  - { name: desk, channel: mail, to: [eva@kiosk.example, li@kiosk.example], language: zh-CN, events: [ticket.opened, ticket.resolved] }
  - { name: english, channel: mail, to: [john@kiosk.example], events: [ticket.opened] }`;

  test("each recipient has a mail of their own, in their language, plain and HTML, with all they need", async () => {
    const server = await MailServer.open();
    toClose.push(server);
    const d = await open(settings(server.port, ", user: desk, passwordFile: PASSWORD"));
    await paperOut(d);
    expect(server.logins).toBe(3);
    expect(server.mails.map(({ to }) => to)).toEqual(["eva@kiosk.example", "li@kiosk.example", "john@kiosk.example"]);
    const [eva, , john] = server.mails.map(({ raw }) => readMail(raw));
    expect(readSubject(eva?.headers.get("subject") ?? "")).toBe("[严重] 新工单 #1：凭条纸已用完，t1，中央车站");
    expect(readSubject(john?.headers.get("subject") ?? "")).toBe(
      "[major] New ticket #1: Receipt paper is out, t1, 中央车站",
    );
    expect(eva?.headers.get("message-id")).toBe(`<${d.list()[0]?.id}@kiosk.example>`);
    expect(eva?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(eva?.headers.get("references")).toBe("<ticket-1@kiosk.example>");
    for (const piece of [
      "终端：t1",
      "网点：中央车站",
      "开始时间：2026-11-21 08:0",
      "服务级别：any · 终端任何故障",
      "最近时限：联系：2026-11-21 08:0",
      "处理建议：1. ",
      "https://desk.example/tickets/1",
      "<th align",
    ])
      expect(eva?.text).toContain(piece);
    for (const piece of [
      "Terminal: t1",
      "Since: 2026-11-21 08:00 +08:00",
      "Level: any · Any fault of a terminal",
      "Next due: contact: ",
      "What to do: 1. ",
    ])
      expect(john?.text).toContain(piece);
  });

  test("a wrong password is our settings' fault: tried again; a recipient nobody knows is given up, the others are not", async () => {
    const server = await MailServer.open();
    toClose.push(server);
    server.refuse = (to) => (to.startsWith("li") ? 550 : to.startsWith("john") ? 451 : undefined);
    const d = await open(settings(server.port));
    await paperOut(d);
    expect(d.list().map(({ to, state }) => [to, state])).toEqual([
      ["eva@kiosk.example", "sent"],
      ["li@kiosk.example", "failed"],
      ["john@kiosk.example", "queued"],
    ]);
    server.refuse = () => undefined;
    await d.pass(2 * minute, 30_000);
    expect(d.states()).toEqual(["sent", "failed", "sent"]);
    await d.restart(
      settings(server.port, ", user: desk, passwordFile: PASSWORD")(d).replace("user: desk", "user: nobody"),
    );
    await d.desk.tickets.act(1, { action: "resolve" }, "user:eva");
    await d.pass(minute, 10_000);
    expect(d.list()[3]).toMatchObject({ state: "queued", error: expect.stringContaining("535") as string });
  });

  test("a server that is down for a day: asked ever more rarely, by one message at a time; then everything arrives, once", async () => {
    const gone = await MailServer.open();
    const { port } = gone;
    await gone.close();
    const d = await open(settings(port));
    await paperOut(d);
    await d.pass(24 * hour, 30 * minute);
    const waiting = d.list();
    expect(waiting.map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
    expect(waiting.map(({ error }) => error)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining("ECONNREFUSED") as string),
    );
    expect(d.logged.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(waiting.reduce((sum, { tries }) => sum + tries, 0)).toBeLessThan(400);
    const back = await MailServer.open(port);
    toClose.push(back);
    await d.pass(hour, 5 * minute);
    expect(d.states()).toEqual(["sent", "sent", "sent"]);
    expect(back.mails).toHaveLength(3);
  });

  test("a server that never comes back: given up after the bound", async () => {
    const gone = await MailServer.open();
    const { port } = gone;
    await gone.close();
    const d = await open((at) => settings(port)(at).replace("giveUpHours: 48", "giveUpHours: 4"));
    await paperOut(d);
    await d.pass(5 * hour, 15 * minute);
    expect(d.states()).toEqual(["failed", "failed", "failed"]);
  });
});

describe("robots", () => {
  const robot = (kind: string, own: string) => (at: NotifyDesk) =>
    `
channels:
  group: { kind: ${kind}, urlFile: ${at.file("url", `${receiver.url}/robot/send?access_token=token-of-the-robot`)}${own.replace("SECRET", at.file("secret", "SECxyz-of-the-robot"))} }
subscriptions:
  - { name: group, channel: group, language: zh-CN, events: [ticket.opened, ticket.comment] }`;
  const ok = { status: 200, body: '{"errcode":0,"errmsg":"ok","code":0,"msg":"success"}' };

  test("DingTalk: timestamp and sign in the address, after its own rule", async () => {
    receiver.answer = () => ok;
    const d = await open(robot("dingtalk", ", secretFile: SECRET, keyword: 巡检, mentionMobiles: ['13800000000']"));
    await paperOut(d);
    const { searchParams, pathname } = new URL(receiver.got[0]?.path ?? "", "http://x");
    const timestamp = searchParams.get("timestamp") ?? "";
    const right = createHmac("sha256", "SECxyz-of-the-robot")
      .update(`${timestamp}\nSECxyz-of-the-robot`)
      .digest("base64");
    expect([pathname, searchParams.get("access_token")]).toEqual(["/robot/send", "token-of-the-robot"]);
    expect(Math.abs(Number(timestamp) - d.desk.clock.now())).toBeLessThan(10_000);
    expect(searchParams.get("sign")).toBe(right);
    expect(json(0)).toMatchObject({
      msgtype: "text",
      text: { content: expect.stringMatching(/^巡检 新工单 #1\n问题：凭条纸已用完/) as string },
      at: { atMobiles: ["13800000000"], isAtAll: false },
    });
    expect(d.states()).toEqual(["sent"]);
  });

  test("WeCom: its key is in the address; at most 2048 bytes, cut between characters", async () => {
    receiver.answer = () => ok;
    const d = await open(robot("wecom", ""));
    await paperOut(d);
    await d.desk.tickets.act(1, { action: "comment", text: "纸".repeat(1500) }, "user:eva");
    await d.quiet();
    expect(json(0)).toMatchObject({
      msgtype: "text",
      text: { content: expect.stringContaining("终端：t1") as string },
    });
    const { content } = json(1).text as { content: string };
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content).not.toContain("\uFFFD");
    expect(content.endsWith("…")).toBe(true);
  });

  test("Feishu: timestamp and sign in the body, the text as key over nothing", async () => {
    receiver.answer = () => ok;
    await paperOut(await open(robot("feishu", ", secretFile: SECRET")));
    const { timestamp, sign, msg_type } = json(0) as Record<string, string>;
    expect(sign).toBe(createHmac("sha256", `${timestamp}\nSECxyz-of-the-robot`).update("").digest("base64"));
    expect(msg_type).toBe("text");
  });

  test("an answer of 200 is no success by itself: too many messages waits, a wrong signature is tried again and shown", async () => {
    receiver.answer = () => ({ status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' });
    const d = await open(robot("dingtalk", ", secretFile: SECRET"));
    await paperOut(d);
    expect(d.list()[0]).toMatchObject({ state: "queued", error: "130101: send too fast" });
    receiver.answer = () => ({ status: 200, body: '{"errcode":310000,"errmsg":"sign not match, token-of-the-robot"}' });
    await d.pass(2 * minute, minute);
    expect(d.list()[0]).toMatchObject({ state: "queued", error: "310000: sign not match, ***" });
    receiver.answer = () => ok;
    await d.pass(10 * minute, minute);
    expect(d.states()).toEqual(["sent"]);
  });
});

describe("SMS", () => {
  test("the gateway's request is a template; its answer is read by a pointer; a phone number each", async () => {
    const d = await open(
      (at) => `
channels:
  sms:
    kind: sms
    url: "${receiver.url}/send?id={id}"
    headers: { authorization: "Bearer {secret.key}" }
    json: { mobile: "{to}", params: [ "{text}" ], nested: { keep: 1 } }
    secretFiles: { key: ${at.file("key", "sms-secret-key")} }
    success: { pointer: /code, equals: [OK] }
    maxLength: 70
subscriptions:
  - { name: duty, channel: sms, to: ["+8613800000001", "13800000002"], language: zh-CN, events: [ticket.opened] }`,
    );
    receiver.answer = ({ body }) => ({
      status: 200,
      body: body.includes("0001") ? '{"code":"OK"}' : '{"code":"LIMIT","key":"sms-secret-key"}',
    });
    await paperOut(d);
    expect(receiver.got[0]?.headers.authorization).toBe("Bearer sms-secret-key");
    expect(json(0)).toMatchObject({ mobile: "+8613800000001", nested: { keep: 1 } });
    const [text = ""] = json(0).params as string[];
    expect(text).toMatch(/^\[严重\] 新工单 #1：凭条纸已用完，t1，中央车站/);
    expect(Array.from(text).length).toBeLessThanOrEqual(70);
    expect(receiver.got[0]?.path).toBe(`/send?id=${d.list()[0]?.id}`);
    expect(d.list().map(({ state }) => state)).toEqual(["sent", "queued"]);
    expect(d.list()[1]?.error).toBe('{"code":"LIMIT","key":"***"}');
  });

  test("a form, and values that would break out of it", async () => {
    const d = await open(
      () => `
channels:
  sms: { kind: sms, url: "${receiver.url}/", form: { to: "{to}", body: "{text}" } }
subscriptions:
  - { name: duty, channel: sms, to: ["13800000002"], events: [ticket.opened] }`,
    );
    await d.desk.store.write((tx) => {
      const row = tx.read.terminal("t1");
      if (row) tx.saveTerminal({ ...row, name: 'Hall&to=666"\r\n{secret.key}' });
    });
    await paperOut(d);
    const form = new URLSearchParams(receiver.got[0]?.body);
    expect(form.getAll("to")).toEqual(["13800000002"]);
    expect(form.get("body")).toContain('Hall&to=666" {secret.key}');
  });
});

describe("an outside ticketing system: Jira, by the mapping file of the handbook", () => {
  const token = "jira-personal-access-token";
  const mapping = fileURLToPath(new URL("../../docs/handbook/mappings/jira.yaml", import.meta.url));
  const settings = (at: NotifyDesk) => `
channels:
  jira: { kind: ticketing, url: "${receiver.url}", mapping: ${mapping}, secretFiles: { token: ${at.file("token", token)} } }
subscriptions:
  - name: jira
    channel: jira
    events: [ticket.opened, ticket.escalated, ticket.comment, ticket.resolved, ticket.reopened]
    notBy: [hook:jira]`;

  test("our ticket is an issue there, found by its label; comments, escalations and the end follow in order", async () => {
    expect(existsSync(mapping)).toBe(true);
    const jira = new FakeJira(token);
    receiver.answer = jira.answer;
    const d = await open(settings);
    await paperOut(d);
    expect(jira.issues).toMatchObject([
      {
        key: "KIOSK-1",
        fields: {
          project: { key: "KIOSK" },
          summary: "Receipt paper is out: t1, 中央车站",
          priority: { name: "High" },
          labels: ["roundsman-1", "roundsman"],
        },
      },
    ]);
    await d.desk.tickets.act(1, { action: "comment", text: 'roll "80 mm" ordered' }, "user:eva");
    await d.desk.tickets.act(1, { action: "comment", text: "said there" }, "hook:jira");
    await d.desk.tickets.act(1, { action: "resolve", text: "new roll" }, "user:eva");
    await d.desk.tickets.act(1, { action: "reopen" }, "user:eva");
    await d.quiet();
    expect(jira.issues).toHaveLength(1);
    expect(jira.issues[0]?.comments.map((text) => text.split("\n")[0])).toEqual([
      'roll "80 mm" ordered',
      "Resolved: new roll",
      "Reopened",
    ]);
    expect(jira.issues[0]?.transitions).toEqual(["31", "11"]);
    expect(d.states().every((state) => state === "sent")).toBe(true);
    expect(d.desk.store.read.outsideReference("jira", 1)).toBe("KIOSK-1");
  });

  test("an answer that is lost makes no second issue: it is looked for before one is made", async () => {
    const jira = new FakeJira(token);
    jira.losesAnswers = 1;
    receiver.answer = jira.answer;
    const d = await open(settings);
    await paperOut(d);
    expect(d.states()).toEqual(["queued"]);
    await d.pass(minute, 10_000);
    expect(d.states()).toEqual(["sent"]);
    expect(jira.issues).toHaveLength(1);
  });

  test("control: without looking first, the lost answer makes a second issue", async () => {
    const jira = new FakeJira(token);
    jira.losesAnswers = 1;
    receiver.answer = jira.answer;
    const blind = readFileSync(mapping, "utf8").replace("/issues/0/key", "/nothing/there");
    const d = await open((at) => settings(at).replace(mapping, at.file("blind.yaml", blind)));
    await paperOut(d);
    await d.pass(minute, 10_000);
    expect(jira.issues).toHaveLength(2);
  });

  test("a ticket whose first message never got there is made by the next; a test asks and changes nothing", async () => {
    const jira = new FakeJira(token);
    receiver.answer = () => ({ status: 400 });
    const d = await open(settings);
    await paperOut(d);
    receiver.answer = jira.answer;
    expect(await d.notify.test("jira", undefined, "user:root")).toMatchObject({ state: "sent" });
    expect(jira.issues).toHaveLength(0);
    await d.desk.tickets.act(1, { action: "comment", text: "hello" }, "user:eva");
    await d.quiet();
    expect(jira.issues).toMatchObject([{ key: "KIOSK-1", comments: [expect.stringContaining("hello")] }]);
    expect(d.states()).toEqual(["failed", "sent", "sent"]);
  });
});
