import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { createClient } from "../../console/client/client.ts";
import {
  type CommandEnvelope,
  checker,
  collectEvidence,
  EvidenceBundle,
  type EvidenceView,
  exitCodes,
  sleep,
  systemClock,
  type TicketView,
  topicOf,
} from "../../contract/index.ts";
import { batchOf, connectTerminal, publishUp, startTestBroker, type TestBroker } from "../support/broker.ts";
import { leaksIn, testPans, tracksOf } from "../support/card-numbers.ts";
import { until as untilSo } from "../support/processes.ts";
import { SimulatedKiosk } from "../support/simulated-kiosk.ts";
import { startCentre } from "./rig.ts";

let broker: TestBroker;
let kiosk: SimulatedKiosk;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "evidence-"));
  broker = await startTestBroker();
  kiosk = await SimulatedKiosk.start(broker, "kiosk-1", {
    cash: { driver: "ccnet" },
    reader: { driver: "crt571" },
  });
});
afterAll(async () => {
  await kiosk.end();
  await broker.end();
  rmSync(folder, { recursive: true, force: true });
});

const until = (so: () => Promise<boolean>, what: string, withinMs = 20_000): Promise<void> =>
  untilSo(
    async () => {
      const yes = await so();
      if (!yes) await sleep(systemClock, 40);
      return yes;
    },
    what,
    withinMs,
  );
const desk = () =>
  createClient({ url: broker.httpUrl, token: broker.adminToken as string, signal: AbortSignal.timeout(60_000) });
const roundsman = async (...line: string[]): Promise<{ code: number; out: string; err: string }> => {
  let [out, err] = ["", ""];
  const code = await runCli(line, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { ROUNDSMAN_BROKER: broker.httpUrl, ROUNDSMAN_TOKEN: broker.adminToken ?? "" },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, out, err };
};

const stored = async (number: number): Promise<EvidenceView> => {
  let view: EvidenceView | undefined;
  await until(async () => {
    view = (await desk().evidence({ number })).find(({ state }) => state === "stored");
    return view !== undefined;
  }, "stored evidence");
  return view as EvidenceView;
};
const bundleOf = async ({
  ticket: number,
  attachment,
}: EvidenceView): Promise<{ bundle: EvidenceBundle; text: string }> => {
  const file = (await desk().ticketAttachments({ number })).find(({ id }) => id === attachment);
  if (!file) throw new Error("no file");
  const text = new TextDecoder().decode(await desk().file({ kind: "ticket", number }, file));
  return { bundle: checker(EvidenceBundle).parse(JSON.parse(text), "bundle"), text };
};

describe("evidence", () => {
  let ticket: TicketView;

  it("a validator jams: a ticket is made, and the frames of the jam are attached to it by themselves", {
    timeout: 90_000,
  }, async () => {
    await until(async () => {
      const { deviceList } = await desk().terminal({ terminal: "kiosk-1" });
      return deviceList.every(({ health }) => health?.availability === "online");
    }, "both devices");
    kiosk.device("cash").inject("billJamHard");
    await until(
      async () => {
        const found = (await desk().tickets({ terminal: "kiosk-1" })).find(({ cause }) =>
          cause.startsWith("cashAcceptor."),
        );
        if (found) ticket = found;
        return found !== undefined;
      },
      "a ticket for the jam",
      40_000,
    );
    const view = await stored(ticket.number);
    expect(view).toMatchObject({ by: "broker", device: "cash", tries: 1 });
    const { bundle } = await bundleOf(view);
    const cash = bundle.devices.find(({ device }) => device === "cash");
    const frames = cash?.exchanges.flatMap((exchange) => exchange.frames) ?? [];
    // CCNET: in the answer to a poll 43 is a jammed bill, 13 a unit that initialises.
    expect(frames.some((frame) => frame.startsWith("< 02 03 06 43 "))).toBe(true);
    expect(frames.some((frame) => frame.startsWith("< 02 03 06 13 "))).toBe(true);
    expect(cash?.exchanges.flatMap(({ notes = [] }) => notes).join("; ")).toMatch(/jam/i);
    expect(
      cash?.exchanges.some(({ times = 1 }) => times > 1),
      "polls that say the same are counted",
    ).toBe(true);
    expect(
      bundle.changes.some(({ device, components }) => device === "cash" && JSON.stringify(components).includes("jam")),
    ).toBe(true);
    expect(bundle.log.some(({ text }) => text.includes("started"))).toBe(true);
    const { timeline } = await desk().ticket({ number: ticket.number });
    expect(timeline.find(({ kind }) => kind === "attached")?.text["zh-CN"]).toMatch(/^cash 最近 30 分钟的取证/);
  });

  it("on demand, with progress; and it is read on the command line in both languages", async () => {
    const asked = await roundsman("evidence", String(ticket.number), "--device", "reader", "--minutes", "5");
    expect(asked.err).toContain("reader: asked the terminal for the last 5 min");
    expect(asked.out).toMatch(/evidence-kiosk-1-reader-.*json is attached to ticket \d+ \(\d+ KiB\)\nwhole/);
    expect(asked.code).toBe(exitCodes.ok);
    const english = await roundsman("evidence", String(ticket.number), "--show", "--device", "cash");
    expect(english.out).toMatch(/What happened[\s\S]*cash {2}[\s\S]*jam[\s\S]*Lines\ncash\n[\s\S]*< 02 03 06 43/);
    const chinese = await roundsman("evidence", String(ticket.number), "--show", "--lang", "zh-CN");
    expect(chinese.out).toMatch(/经过[\s\S]*线路报文[\s\S]*该设备的报文从不保存/);
    const list = await roundsman("evidence", String(ticket.number), "--list", "--json");
    expect((JSON.parse(list.out) as EvidenceView[]).map(({ by }) => by)).toEqual(["user:admin", "broker"]);
    const none = await roundsman("evidence", "999");
    expect([none.code, none.err]).toEqual([exitCodes.usage, expect.stringContaining("ticket 999 is not known")]);
  });

  it("S7: a card in the reader leaves nothing in a bundle, an attachment or the data folder, in any form", async () => {
    const tracks = testPans.flatMap(tracksOf);
    for (const text of tracks) await kiosk.babble("reader", Buffer.from(text));
    for (const text of tracks) await kiosk.babble("cash", Buffer.from(text));
    await sleep(systemClock, 1_500);
    const view = await (async () => {
      const { id } = await desk().askEvidence({ number: ticket.number }, { device: "cash", minutes: 5 });
      await until(
        async () => (await desk().evidence({ number: ticket.number })).some((e) => e.id === id && e.state === "stored"),
        "it",
      );
      return (await desk().evidence({ number: ticket.number })).find((e) => e.id === id) as EvidenceView;
    })();
    const { bundle, text } = await bundleOf(view);
    expect(bundle.devices.find(({ device }) => device === "reader")).toMatchObject({ heard: "never", exchanges: [] });
    expect(text).toContain("bytes hidden");
    expect(leaksIn(text)).toEqual([]);
    writeFileSync(
      join(folder, "app.log"),
      tracks.map((t) => `read ${t} ${Buffer.from(t).toString("hex")} ${btoa(`n=${t}`)}\n`).join(""),
    );
    const kept = await roundsman(
      "attach",
      String(ticket.number),
      join(folder, "app.log"),
      "--note",
      "of the application",
    );
    expect([kept.code, kept.err]).toEqual([exitCodes.ok, expect.stringMatching(/looked like card numbers/)]);
    const files = readdirSync(join(broker.folder, "attachments"), { recursive: true, encoding: "utf8" }).filter((f) =>
      /[0-9a-f]{64}$/.test(f),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files)
      expect(leaksIn(readFileSync(join(broker.folder, "attachments", file), "utf8"))).toEqual([]);
  });

  it("files: attach, list, fetch, and take away; each in the audit log", async () => {
    const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(200_000, 3)]);
    writeFileSync(join(folder, "锁.png"), png);
    expect((await roundsman("attach", String(ticket.number), join(folder, "锁.png"), "--note", "the lock")).code).toBe(
      exitCodes.ok,
    );
    const list = await roundsman("attachments", String(ticket.number));
    expect(list.out).toMatch(/锁\.png +195 KiB +admin .*the lock/);
    const got = await roundsman(
      "attachments",
      String(ticket.number),
      "--get",
      "锁.png",
      "--out",
      join(folder, "back.png"),
    );
    expect(got.code).toBe(exitCodes.ok);
    expect(readFileSync(join(folder, "back.png")).equals(png)).toBe(true);
    writeFileSync(join(folder, "run.png"), "MZ this is a program");
    const bad = await roundsman("attach", String(ticket.number), join(folder, "run.png"));
    expect(bad.err).toMatch(/sent as image\/png, but begins like no kind that is kept/);
    const gone = await roundsman("attachments", String(ticket.number), "--remove", "锁.png", "--reason", "a face");
    expect(gone.code).toBe(exitCodes.ok);
    const fetch = await roundsman("attachments", String(ticket.number), "--get", "锁.png");
    expect(fetch.err).toMatch(/removed by user:admin: a face/);
    const audit = await desk().audit({ limit: 1000 });
    const hash = createHash("sha256").update(png).digest("hex");
    const ours = audit.filter(({ detail }) => (detail as { sha256?: string }).sha256 === hash);
    expect(ours.map(({ action, actor }) => [action, actor])).toEqual([
      ["attachment.add", "user:admin"],
      ["attachment.remove", "user:admin"],
    ]);
  });
});

describe("R1: a broker that is killed between the parts of a bundle", () => {
  const stream = "0123456789abcdef";
  const inventory = {
    v: 1,
    at: 1,
    devices: [
      {
        device: "printer",
        deviceClass: "printer",
        driver: "escpos",
        identity: {},
        commands: [
          {
            name: collectEvidence,
            title: "t",
            disturbs: "nothing",
            automatic: true,
            resets: false,
            timeoutMs: 30_000,
            args: {},
          },
        ],
      },
    ],
  };
  const bundle: EvidenceBundle = {
    v: 1,
    terminal: "kiosk-7",
    collectedAt: 1_795_212_000_000,
    minutes: 15,
    agent: { version: "1", node: "v20", startedAt: 1, outbox: { records: 0, dropped: 0, state: "ok" } },
    devices: [],
    changes: [],
    events: [],
    log: Array.from({ length: 300 }, (_, i) => ({
      at: i,
      level: "info" as const,
      text: createHash("sha1").update(`${i}`).digest("base64"),
    })),
    leftOut: { exchanges: 0, log: 0, changes: 0, events: 0 },
  };

  it("has it whole after the parts that were not acknowledged came again; never half", {
    timeout: 90_000,
  }, async () => {
    const centre = await startCentre(join(folder, "centre"));
    try {
      const password = await centre.enrol("kiosk-7");
      const commands: CommandEnvelope[] = [];
      const connect = async () => {
        const client = await connectTerminal(centre.mqttPort, "kiosk-7", password);
        client.on("message", (topic, payload) => {
          if (topic.endsWith("/cmd")) commands.push(JSON.parse(payload.toString()) as CommandEnvelope);
        });
        await client.subscribeAsync(topicOf("kiosk-7", "cmd"), { qos: 1 });
        const birth = { v: 1, session: { epoch: stream, n: ++births }, status: "online", since: Date.now() };
        await client.publishAsync(topicOf("kiosk-7", "state"), JSON.stringify(birth), { qos: 1, retain: true });
        await client.publishAsync(topicOf("kiosk-7", "inventory"), JSON.stringify(inventory), { qos: 1, retain: true });
        return client;
      };
      let births = 0;
      let client = await connect();
      const { number } = await centre.ask<TicketView>("/api/tickets", {
        terminal: "kiosk-7",
        title: "odd noises",
        severity: "minor",
      });
      const asked = await centre.ask<EvidenceView>(`/api/tickets/${number}/evidence`, { device: "printer" });
      await until(async () => commands.length > 0, "the command");
      const id = commands[0]?.id ?? "";
      const bytes = gzipSync(JSON.stringify(bundle));
      const sha256 = createHash("sha256").update(bytes).digest("base64");
      const of = 6;
      const size = Math.ceil(bytes.length / of);
      const up = (lane: string, seq: number, kind: string, body: unknown) =>
        batchOf([{ seq, order: seq, kind, device: "printer", at: Date.now(), mono: 1, body }], {
          stream: `${stream}.${lane}`,
        });
      const part = (n: number) => {
        const data = bytes.subarray((n - 1) * size, n * size).toString("base64");
        return up("routine", n, "evidence", { bundle: id, part: n, of, bytes: bytes.length, sha256, data });
      };
      const result = { parts: of, bytes: bytes.length, complete: true, leftOut: bundle.leftOut };
      await publishUp(
        client,
        "kiosk-7",
        up("urgent", 1, "outcome", { id, command: collectEvidence, status: "succeeded", result }),
      );
      // Killed with part n on its way, each time; what got no PUBACK is sent again, as an agent does.
      for (let n = 1; n <= of; n++) {
        const sent = publishUp(client, "kiosk-7", part(n)).catch(() => undefined);
        if (n % 2 === 0) {
          await sleep(systemClock, n);
          centre.process.kill("SIGKILL");
          await centre.process.ended;
          client.end(true);
          await centre.again();
          // The last part may have been committed: then all are there, and it is put together at the start.
          if (n < of) expect(await centre.ask<unknown[]>(`/api/tickets/${number}/attachments`)).toHaveLength(0);
          client = await connect();
          await publishUp(client, "kiosk-7", part(n));
        } else await sent;
      }
      let views: EvidenceView[] = [];
      await until(async () => {
        views = await centre.ask<EvidenceView[]>(`/api/tickets/${number}/evidence`);
        return views[0]?.state === "stored";
      }, "the whole bundle");
      expect(views).toMatchObject([{ id: asked.id, have: of, tries: 1 }]);
      const files = await centre.ask<{ id: string }[]>(`/api/tickets/${number}/attachments`);
      expect(files).toHaveLength(1);
      const answer = await fetch(`${centre.url}/api/tickets/${number}/attachments/${files[0]?.id}/file`, {
        headers: { authorization: `Bearer ${centre.token}` },
      });
      expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
      expect(answer.headers.get("content-disposition")).toMatch(
        /^attachment; filename="evidence-kiosk-7-printer-.*json"/,
      );
      expect(await answer.json()).toEqual(bundle);
      client.end(true);
    } finally {
      await centre.process.stop();
    }
  });
});
