import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BrokerConfig } from "../../broker/config.ts";
import { type RunningBroker, startBroker } from "../../broker/main.ts";
import { webhookSignature } from "../../broker/notify/signature.ts";
import { runCli } from "../../console/cli/run.ts";
import { parseConfig } from "../../contract/index.ts";
import { MailServer } from "../support/mail-server.ts";
import { until } from "../support/processes.ts";
import { Receiver } from "../support/receiver.ts";

const secrets = {
  webhook: "webhook-secret-8c1f",
  robot: "robot-access-token-77aa",
  sign: "SEC-robot-sign-55bb",
  password: "smtp-secret-1",
  hook: "hook-secret-91d2",
};

let folder: string;
let receiver: Receiver;
let mail: MailServer;
let broker: RunningBroker;
let token: string;
const logged: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-hooks-"));
  receiver = await Receiver.open();
  mail = await MailServer.open();
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const mapping = 'ticket: { pointer: /ticket, pattern: "^(\\\\d+)$" }\nrules: [ { do: comment, text: "{/text}" } ]\n';
  const settings = `
dataFolder: ${join(folder, "data")}
mqtt: { port: 0 }
http: { port: 0 }
faults: { holdFactor: 0 }
notify:
  retry: { firstS: 0.1, mostMinutes: 0.1 }
  channels:
    ops: { kind: webhook, url: "${receiver.url}/ops", secretFile: ${await file("a", secrets.webhook)} }
    group: { kind: dingtalk, urlFile: ${await file("b", `${receiver.url}/robot?access_token=${secrets.robot}`)}, secretFile: ${await file("c", secrets.sign)} }
    mail: { kind: email, host: 127.0.0.1, port: ${mail.port}, tls: never, from: a@b.example, user: desk, passwordFile: ${await file("d", secrets.password)} }
  subscriptions:
    - { name: ops, channel: ops }
    - { name: group, channel: group }
    - { name: mail, channel: mail, to: [eva@kiosk.example] }
  hooks:
    other: { mapping: ${await file("map.yaml", mapping)}, secretFile: ${await file("e", secrets.hook)} }
`;
  const log = (context: Record<string, unknown>, text: string) =>
    void logged.push(`${text} ${JSON.stringify(context)}`);
  const config = parseConfig(BrokerConfig, settings, "broker.yaml");
  broker = await startBroker(config, { log: { info: log, warn: log, error: log } });
  token = broker.adminToken ?? "";
  const at = Date.now();
  await broker.store.write((tx) => {
    const row = { id: "k1", name: "k1", site: "here", createdAt: at, statusAt: at, lastSeenAt: at };
    tx.saveTerminal({ ...row, status: "online" });
    const components = { paper: { state: "out", since: at }, cover: { state: "closed", since: at } };
    const base = { deviceClass: "printer", availability: "online", measures: {}, freshForMs: 3_600_000 } as const;
    broker.faults.judge(tx, "k1", "printer", { health: { ...base, components, observedAt: at }, at, fresh: true });
  });
});
afterEach(async () => {
  await broker.stop();
  await mail.close();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

const cli = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
  let [out, err] = ["", ""];
  const code = await runCli([...words, "--broker", broker.httpUrl, "--token", token], {
    stdout: { write: (text: string) => Boolean((out += text)) },
    stderr: { write: (text: string) => Boolean((err += text)) },
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, out, err };
};
const ask = async (path: string): Promise<string> =>
  (await fetch(broker.httpUrl + path, { headers: { authorization: `Bearer ${token}` } })).text();

test("secrets are in no log, no answer, no metric and no row, also where the far end says them back", async () => {
  receiver.answer = ({ path }) => ({
    status: path.startsWith("/ops") ? 422 : 200,
    body: `${secrets.webhook} ${secrets.robot} {"errcode":310000}`,
  });
  await until(() => broker.notify.channels().every(({ sent, failed, failures }) => sent + failed + failures > 0));
  expect(mail.mails).toHaveLength(1);
  const answers = await Promise.all(
    ["/api/notifications", "/api/notify/channels", "/metrics", "/api/audit", "/api/terminals/k1/history"].map(ask),
  );
  expect(answers[0]).toContain("***");
  expect(answers[2]).toMatch(/roundsman_notifications\{channel="ops",state="failed"\} [12]/);
  await broker.stop();
  const stored = await Promise.all(
    ["broker.db", "broker.db-wal"].map((name) => readFile(join(folder, "data", name), "latin1").catch(() => "")),
  );
  const everything = [...answers, ...logged, ...stored].join("\n");
  for (const [name, secret] of Object.entries(secrets)) expect(everything.includes(secret), name).toBe(false);
});

test("a webhook over HTTP: the signature is over the bytes as they came; a duplicate is answered 200; anything else is told why", async () => {
  await until(() => broker.store.read.tickets({}).length === 1);
  const post = (raw: string, id: string, key = secrets.hook, name = "other"): Promise<Response> => {
    const seconds = Math.floor(Date.now() / 1000);
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": webhookSignature(key, id, seconds, raw),
    };
    return fetch(`${broker.httpUrl}/api/hooks/${name}`, { method: "POST", headers, body: raw });
  };
  // Spaces, the order of keys and an escape: what a parser would make of it is not what was signed.
  const raw = '{ "text" : "caf\\u00e9 \u7eb8",\n "ticket":1 }';
  const first = await post(raw, "m1");
  expect([first.status, await first.json()]).toEqual([200, { outcome: "done", ticket: 1, actions: ["comment"] }]);
  const again = await post(raw, "m1");
  expect([again.status, await again.json()]).toEqual([200, { outcome: "duplicate", actions: [] }]);
  expect((await post(raw, "m2", "another-secret")).status).toBe(401);
  expect((await post(raw, "m2", secrets.hook, "nobody")).status).toBe(401);
  expect((await post('{"ticket":77,"text":"x"}', "m3")).status).toBe(404);
  expect((await post('{"ticket":1,"__proto__":{"a":1}}', "m4")).status).toBe(400);
  expect((await post(`{"ticket":1,"text":"${"x".repeat(100_000)}"}`, "m5")).status).toBe(200);
  expect((await post(`{"text":"${"x".repeat(300_000)}"}`, "m6")).status).toBe(413);
  const texts = broker.store.read
    .ticket(1)
    ?.timeline.filter(({ kind }) => kind === "comment")
    .map(({ text }) => text.en);
  expect(texts).toEqual(["caf\u00e9 \u7eb8", "x".repeat(2000)]);
});

test("the command line: channels, a test that arrives, one that does not, messages, and another try", async () => {
  await until(() => broker.notify.channels().every(({ sent, failed, failures }) => sent + failed + failures > 0));
  expect(await cli("notify", "test", "mail")).toMatchObject({
    code: 0,
    out: expect.stringContaining("mail took it. eva@kiosk.example") as string,
  });
  receiver.answer = () => ({ status: 422, body: "no" });
  expect(await cli("notify", "test", "ops", "--lang", "zh-CN")).toMatchObject({
    code: 1,
    err: expect.stringContaining("ops 未接收：HTTP 422: no") as string,
  });
  expect((await cli("notify", "test", "pigeon")).err).toContain(
    "there is no channel pigeon; there are ops, group, mail",
  );
  expect((await cli("notify", "test", "mail", "--to", "nobody")).err).toContain("is no e-mail address");
  expect((await cli("notify", "channels")).out).toMatch(/mail +(│ )?.*email/);
  const failed = JSON.parse((await cli("notifications", "--state", "failed", "--json")).out) as { id: string }[];
  receiver.answer = () => ({ status: 200 });
  const retried = await cli("notifications", "--retry", failed[0]?.id ?? "", "--json");
  expect(JSON.parse(retried.out)).toMatchObject([{ state: "sent" }]);
});
