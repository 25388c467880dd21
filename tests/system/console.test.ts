import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { displayWidth } from "../../console/cli/width.ts";
import { createClient } from "../../console/client/client.ts";
import type { LineState } from "../../console/client/events.ts";
import { exitCodes, type LiveEventJson } from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../support/served-fleet.ts";

let fleet: ServedFleet;
beforeAll(async () => {
  fleet = await serveFleet();
});
afterAll(() => fleet.close());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
/** The command line without a process: what it writes and how it ends. */
const roundsman = async (
  line: readonly string[],
  { columns = 80, env = {}, signal = new AbortController().signal } = {},
): Promise<Ran> => {
  let [out, err] = ["", ""];
  const code = await runCli(line, {
    stdout: { write: (text) => (out += text), columns },
    stderr: { write: (text) => (err += text) },
    env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens.admin, ...env },
    cwd: tmpdir(),
    signal,
  });
  return { code, out, err };
};

describe("verbs", () => {
  const good: [string, number, RegExp, RegExp][] = [
    ["terminals", 0, /kiosk-001 +online +faulty/, /kiosk-001 +在线 +故障/],
    ["show kiosk-001", 1, /paper: out/, /纸张：用尽/],
    ["show kiosk-002", 2, /stale/, /已过期/],
    ["faults", 0, /4f2ab9c0 +major/, /4f2ab9c0 +严重/],
    ["faults --check", 1, /Paper out/, /缺纸/],
    ["tickets", 0, /#1 +major/, /#1 +严重/],
    ["ticket 1", 0, /What to do/, /处理步骤/],
    ["explain 4f2a", 0, /DLE EOT 4 = 7E/, /纸卷已用完/],
    ["explain kiosk-001 printer", 0, /hold time of 2 s/, /确认时间为 2 秒/],
    ["history kiosk-001", 0, /cash, sold 3\.50 EUR/, /现金, 成功/],
    ["past kiosk-001 --hours 2", 0, /unobserved[\s\S]*Paper out/, /未观测[\s\S]*缺纸/],
    ["measure kiosk-001 printer cuts", 0, /Nothing was told/, /没有记录/],
    ["cash kiosk-001", 0, /Nobody has seen it emptied[\s\S]*value unknown +1/, /尚未见过清箱[\s\S]*面额未知 +1/],
    ["report", 0, /availability +Availability/, /availability +可用率报告/],
    ["summary", 0, /faults opened +1/, /累计故障 +1/],
    ["audit", 0, /token\.create/, /token\.create/],
    ["run kiosk-001 printer testPrint --frames", 0, /succeeded, took 640 ms[\s\S]*> 1b 40/, /成功/],
    ["run kiosk-001 printer testPrint --arg fail=1", 77, /customerPresent/, /被拒绝/],
    ["diagnose kiosk-001 printer", 1, /Verdict: confirmed/, /判定：故障属实/],
    ["inspections", 0, /kiosk-002 +.*never/, /kiosk-002 +.*从未/],
    ["inspections kiosk-001 --done", 0, /1 +.*kiosk-001 +ok/, /1 +.*kiosk-001 +正常/],
    [
      "inspect kiosk-001",
      0,
      /Receipt printer +printer +not ok, you[\s\S]*Still to be answered/,
      /凭条打印机[\s\S]*尚待回答/,
    ],
    ["complaints", 0, /1 +.*Metro +.*received/, /1 +.*Metro +.*已收到/],
    ["complaint 1", 0, /Complaint 1 of Metro[\s\S]*acknowledged within 2 d/, /Metro 的投诉 1[\s\S]*受理时限 2 天/],
    ["satisfaction 1", 0, /Nobody has said anything of ticket 1/, /工单 1 尚无评价/],
    ["charges", 0, /No contract was in force/, /没有有效的合同/],
    [
      "visit new --ticket 1 --technician li --from 2027-03-01T09:00 --to 2027-03-01T11:00 --zone Asia/Shanghai --contact Wang --force",
      0,
      /planned · 2027-03-01 \d\d:\d\d–\d\d:\d\d \(Asia\/Shanghai\) · ticket #1[\s\S]*What to do\s+printer · printer\.paper\.out\s+1\. /,
      /已预约[\s\S]*联系人：Wang[\s\S]*工作内容/,
    ],
    [
      "visits --technician li --from 2027-03-01 --to 2027-03-01",
      0,
      /2 +2027-03-01 .*kiosk-001 +.*li +planned/,
      /已预约/,
    ],
    ["visit 1 --note key_at_the_desk", 0, /What was said[\s\S]*note: key_at_the_desk/, /备注：key_at_the_desk/],
    ["sightings kiosk-001", 0, /Nothing was seen to move/, /没有记录到任何动作/],
    ["sightings --unannounced", 0, /Nothing was seen to move/, /没有记录到任何动作/],
    ["quarantine --terminal kiosk-001", 0, /Nothing was refused/, /没有被拒收的消息/],
    ["knowledge printer.paper.out --model TM-T88V", 0, /Causes\s+1\. Roll used up/, /原因\s+1\. 纸卷用完/],
    ["knowledge paper roll", 0, /printer\.paper\.out/, /printer\.paper\.out/],
    ["assets", 0, /kiosk-001 +printer +.*unknown/, /kiosk-001 +printer +.*未知/],
    ["assets --find tm-t88v", 0, /kiosk-001 +printer/, /kiosk-001 +printer/],
    ["assets --counts", 0, /printer +EPSON TM-T88V +unknown +2/, /打印机 +EPSON TM-T88V +未知 +2/],
    ["assets kiosk-001", 0, /What changed[\s\S]*first seen/, /变更记录[\s\S]*首次出现/],
    ["warranty kiosk-001 printer --until 2027-12-31", 0, /under warranty until 2027-12-31/, /保修至 2027-12-31/],
    ["stock", 0, /no depots or vans yet/, /尚未设置仓库/],
    ["stock place depot-1 --kind depot", 0, /depot-1 is set/, /depot-1 已设置/],
    ["stock place van-1 --kind van --keeper li", 0, /van-1 is set/, /van-1 已设置/],
    ["stock want display --minimum 2 --class printer", 0, /What is wanted of display/, /显示器的库存要求/],
    ["stock move receive display --to depot-1 --quantity 5", 0, /received, 5 x display/, /入库 显示器 5 件/],
    ["stock move loanOut display --from depot-1 --terminal kiosk-002", 0, /lent, 1 x display/, /借出 显示器/],
    ["stock", 0, /display +\d+ +2 +1 \(5 %\)[\s\S]*depot-1 +display +\d+/, /显示器[\s\S]*借出：kiosk-002/],
    ["stock parts --part display", 0, /display +.*display/, /显示器 +.*/],
    ["stock moves --ticket 1", 0, /No moves/, /没有流水/],
    ["stock moves --place depot-1", 0, /received +display +5 +depot-1/, /入库 +显示器 +5/],
    ["people", 0, /Nobody yet/, /尚无人员/],
    ["maintenance kiosk-002 --minutes 5", 0, /in maintenance until/, /进入维护/],
  ];
  it.each(good)("%s", async (line, code, en, zh) => {
    const words = line.split(" ");
    for (const [language, pattern] of [
      ["en", en],
      ["zh-CN", zh],
    ] as const) {
      const ran = await roundsman([...words, "--lang", language]);
      expect([ran.err, ran.code]).toEqual(["", code]);
      expect(ran.out).toMatch(pattern);
      expect(ran.out).not.toMatch(/\{\{|undefined|NaN/);
      expect(ran.out).not.toContain(String.fromCharCode(27));
      for (const row of ran.out.split("\n")) expect(displayWidth(row), row).toBeLessThanOrEqual(80);
    }
    const json = await roundsman([...words, "--json"]);
    expect(json.code).toBe(code);
    expect(() => JSON.parse(json.out) as unknown).not.toThrow();
  });

  it("R15: a terminal that is lost shows its readings as stale, and nothing of it as ok", async () => {
    const { out } = await roundsman(["show", "kiosk-002"], { columns: 120 });
    expect(out.match(/\bstale\b/g)?.length).toBeGreaterThanOrEqual(2);
    expect(out).not.toMatch(/\bok\b/);
  });

  const wrong: [string, number, RegExp][] = [
    ["shwo kiosk-001", exitCodes.usage, /no verb "shwo"; did you mean "show"\?/],
    ["show", exitCodes.usage, /it is `roundsman show <terminal>`/],
    ["show nobody", exitCodes.usage, /terminal nobody is not known/],
    ["ticket many", exitCodes.usage, /say which ticket/],
    ["ticket 1 --resolve --close", exitCodes.usage, /one change at a time/],
    ["run kiosk-001 printer fly", exitCodes.usage, /fly/],
    ["run kiosk-001 printer testPrint --arg x", exitCodes.usage, /name=value/],
    ["explain zz", exitCodes.usage, /no fault begins with "zz"/],
    ["stock move use display --from depot-1 --ticket 1 --serial Z9", exitCodes.refused, /no display Z9 is known/],
    ["stock move borrow display", exitCodes.usage, /no borrow; there are receive/],
    ["stock move use", exitCodes.usage, /stock move <kind> <part>/],
    ["warranty kiosk-001 scanner", exitCodes.usage, /kiosk-001 has no device scanner.*printer/],
    ["enrol kiosk-001", exitCodes.refused, /enrolled already/],
    ["enrol a/b", exitCodes.usage, /body\.id/],
    ["terminals --token wrong", exitCodes.refused, /ROUNDSMAN_TOKEN/],
    ["terminals --broker http://127.0.0.1:1", exitCodes.unavailable, /Is it running\?/],
    ["terminals --broker nonsense", exitCodes.usage, /nonsense/],
  ];
  it.each(wrong)("%s", async (line, code, message) => {
    const ran = await roundsman(line.split(" "));
    expect([ran.code, ran.out]).toEqual([code, ""]);
    expect(ran.err).toMatch(message);
    expect(ran.err.trim().split("\n")).toHaveLength(1);
    const json = await roundsman([...line.split(" "), "--json"]);
    expect(JSON.parse(json.err)).toMatchObject({
      error: { code: expect.any(String) as string, message: expect.stringMatching(message) as string },
    });
  });

  it("a role that is too small is told so", async () => {
    const ran = await roundsman(["audit"], { env: { ROUNDSMAN_TOKEN: fleet.tokens.viewer } });
    expect([ran.code, ran.err]).toEqual([
      exitCodes.refused,
      expect.stringContaining("needs the permission audit") as string,
    ]);
  });

  it("help shows every verb in both languages, each with an example", async () => {
    const { out, code } = await roundsman(["--help"]);
    expect(code).toBe(0);
    for (const name of ["terminals", "explain", "watch", "probe", "demo"])
      expect(out).toMatch(new RegExp(`^  ${name}`, "m"));
    expect((await roundsman([])).code).toBe(exitCodes.usage);
    expect((await roundsman(["explain", "--help"])).out).toContain("roundsman explain kiosk-001 printer");
    expect((await roundsman(["explain", "--help", "--lang", "zh-CN"])).out).toContain("示例");
  });

  it("completes verbs, terminals and devices", async () => {
    const complete = async (...words: string[]): Promise<string[]> =>
      (await roundsman(["--complete", ...words])).out.split("\n");
    expect(await complete("sho")).toContain("show");
    expect(await complete("show", "")).toEqual(expect.arrayContaining(["kiosk-001", "kiosk-002"]));
    expect(await complete("run", "kiosk-001", "")).toEqual(["printer", "cash-1", ""]);
    expect(await complete("run", "kiosk-001", "printer", "")).toEqual(["testPrint", ""]);
    expect(await complete("explain", "--")).toContain("--json");
    expect((await roundsman(["completion", "bash"])).out).toContain("complete -o default -F _roundsman roundsman");
    expect((await roundsman(["completion", "zsh"])).out).toContain("compdef _roundsman roundsman");
  });
});

/** A relay in front of the broker that can cut every connection, as a network does. */
const relay = async (target: string): Promise<{ url: string; cut: () => void; close: () => void }> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()); // cut on purpose
      socket.on("close", () => [near, far].forEach((end) => end.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return { url, cut, close: () => (cut(), server.close()) };
};
const tell = (text: string): Promise<void> =>
  fleet.store.write((tx) => fleet.live.emit(tx, "event", { terminal: "kiosk-001", code: "c", text, at: 1 }));

describe("live events", () => {
  it("come back after the line was cut, with what was missed and nothing twice", async () => {
    const line = await relay(fleet.url);
    const stop = new AbortController();
    const states: LineState[] = [];
    const texts: string[] = [];
    const client = createClient({ url: line.url, token: fleet.tokens.viewer, signal: stop.signal });
    const connected = later();
    const ended = (async () => {
      for await (const event of client.events({ random: () => 0, onLine: (state) => onLine(state) })) {
        texts.push((event as Extract<LiveEventJson, { name: "event" }>).text);
        if (texts.length === 1) {
          line.cut();
          await tell("while away");
        }
        if (texts.length === 2) await tell("after");
        if (texts.length === 3) stop.abort();
      }
    })();
    const onLine = (state: LineState): void => {
      states.push(state);
      if (state === "connected") connected.resolve();
    };
    await connected.promise;
    await tell("first");
    await ended;
    line.close();
    expect(texts).toEqual(["first", "while away", "after"]);
    expect(states).toEqual(["connected", "lost", "connected"]);
  });

  it("a wrong token ends it with an error, without trying again", async () => {
    const client = createClient({ url: fleet.url, token: "wrong" });
    await expect(client.events().next()).rejects.toMatchObject({ code: "unauthorised" });
  });

  it("another program at the address is said to be one", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await expect(createClient({ url: `http://127.0.0.1:${port}` }).terminals()).rejects.toMatchObject({
      code: "badAnswer",
    });
    server.close();
  });

  it("watch prints one line an event and ends with its signal", async () => {
    const stop = new AbortController();
    let out = "";
    const io = {
      stdout: {
        write: (text: string) => ((out += text), out.includes("seen") && stop.abort(new Error("SIGINT"))),
        columns: 80,
      },
      stderr: { write: (text: string) => text.includes("connected") && void tell("seen") },
      env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens.viewer },
      cwd: tmpdir(),
      signal: stop.signal,
    };
    expect(await runCli(["watch"], io)).toBe(0);
    expect(out).toMatch(/^\d\d:\d\d:\d\d {2}kiosk-001: seen\n$/);
  });
});

const later = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

const built = fileURLToPath(new URL("../../dist/console/cli/main.js", import.meta.url));
const spawned = (words: string[], endEarly = false): Promise<Ran & { signal: NodeJS.Signals | null }> =>
  new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens.admin };
    const child = spawn(process.execPath, [built, ...words], { env, cwd: tmpdir() });
    let [out, err] = ["", ""];
    child.stdout.on("data", (piece: Buffer) => {
      out += piece.toString();
      if (endEarly) child.stdout.destroy();
    });
    child.stderr.on("data", (piece: Buffer) => {
      err += piece.toString();
      if (err.includes("Ctrl-C")) child.kill("SIGINT");
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? -1, signal, out, err }));
  });

describe.skipIf(!existsSync(built))("the built program", () => {
  it("prints JSON and nothing else on standard output", async () => {
    const ran = await spawned(["terminals", "--json"]);
    expect([ran.code, ran.err]).toEqual([0, ""]);
    expect((JSON.parse(ran.out) as { id: string }[])[0]?.id).toBe("kiosk-001");
  });

  it("ends cleanly on Ctrl-C", async () => {
    expect(await spawned(["watch"])).toMatchObject({ code: 0, signal: null, out: "" });
  });

  it("is quiet when its reader has gone", async () => {
    expect((await spawned(["show", "kiosk-001"], true)).err).toBe("");
  });
});
