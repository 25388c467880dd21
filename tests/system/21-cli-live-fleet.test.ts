import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CommandView,
  type DiagnosisView,
  type FaultExplanation,
  type FaultView,
  systemClock,
  type TerminalDetail,
  type TerminalSummary,
  type TicketView,
} from "../../contract/index.ts";
import { type Fleet, startFleet } from "../../simulators/fleet/fleet.ts";
import { until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";
import { type CliAnswer, roundsman } from "./rig.ts";

let folder: string;
let fleet: Fleet;
const cli = (...args: string[]): Promise<CliAnswer> =>
  roundsman(args, { cwd: folder, env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.token } });
/** The answer with `--json`, parsed; also its exit code. */
const json = async <T>(...args: string[]): Promise<{ code: number; value: T }> => {
  const { code, stdout, stderr } = await cli(...args, "--json");
  expect(stderr, args.join(" ")).toBe("");
  return { code, value: JSON.parse(stdout) as T };
};
const printer = () => {
  const device = fleet.terminals[0]?.devices.get("printer");
  if (!device) throw new RangeError("no printer");
  return device;
};
const faults = async (): Promise<FaultView[]> => (await json<FaultView[]>("faults")).value;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-cli-"));
  fleet = await startFleet({
    folder: join(folder, "fleet"),
    terminals: 1,
    clock: systemClock,
    random: seeded(21),
    hurry: true,
    holdFactor: 0.05,
    devices: ["printer", "cabinet"],
    signal: new AbortController().signal,
  });
  const devices = async () => (await fleet.ask<TerminalDetail>("/api/terminals/kiosk-1")).deviceList;
  const online = async () => (await devices()).filter((d) => d.health?.availability === "online").length === 2;
  await until(online, "both devices", 30_000);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("the command line against a live fleet", { timeout: 60_000 }, () => {
  test("a healthy terminal: what it shows, and exit codes 0", async () => {
    const all = await json<TerminalSummary[]>("terminals");
    expect(all).toMatchObject({ code: 0, value: [{ id: "kiosk-1", status: "online", condition: "ok", faults: 0 }] });
    const one = await json<TerminalDetail>("show", "kiosk-1");
    expect(one.code).toBe(0);
    expect(one.value.deviceList.map((d) => d.device).sort()).toEqual(["cabinet", "printer"]);
    expect(await json("faults")).toEqual({ code: 0, value: [] });
    expect(await json("tickets")).toEqual({ code: 0, value: [] });
    const ran = await json<CommandView>("run", "kiosk-1", "printer", "testPrint", "--reason", "a test");
    expect(ran).toMatchObject({ code: 0, value: { state: "succeeded", command: "testPrint", reason: "a test" } });
  });

  test("people get a table with the same in words, in both languages", async () => {
    const { code, stdout } = await cli("terminals");
    expect(code).toBe(0);
    expect(stdout).toMatch(/kiosk-1/);
    const chinese = await roundsman(["terminals", "--lang", "zh-CN"], {
      env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.token },
    });
    expect(chinese.code).toBe(0);
    expect(chinese.stdout).toMatch(/[\u4e00-\u9fff]/);
  });

  test("a broken one: fault, ticket, explanation, diagnosis, and exit codes that say so", async () => {
    printer().inject("paperOut");
    await until(async () => (await faults()).some((f) => f.state === "open" && f.ticket), "the ticket", 30_000);
    const found = (await faults()).find((f) => f.code === "printer.paper.out") as FaultView;
    expect(found).toMatchObject({ terminal: "kiosk-1", device: "printer", state: "open" });
    expect((await cli("faults", "--check")).code).toBe(1);
    expect((await cli("show", "kiosk-1")).code).toBe(1);
    const told = await json<TicketView[]>("tickets");
    expect(told).toMatchObject({ code: 0, value: [{ number: found.ticket, terminal: "kiosk-1" }] });
    const ticket = await json<TicketView>("ticket", String(found.ticket));
    expect(ticket.value.timeline.map((e) => e.kind)).toContain("opened");
    const why = await cli("explain", found.id);
    expect(why.code).toBe(0);
    expect(why.stdout).toContain("printer.paper.out");
    const story = await json<FaultExplanation>("explain", found.id);
    expect(story).toMatchObject({ code: 0, value: { fault: { id: found.id }, rule: { id: "printer.paper.out" } } });
    expect(story.value.component?.frame).toMatch(/^([0-9A-F]{2} ?)+$/i);
    const diagnosis = await json<DiagnosisView>("diagnose", "kiosk-1", "printer", "--runbook", "printer-recover");
    expect(diagnosis.value).toMatchObject({ device: "printer", state: "concluded" });
    const exit = { cured: 0, confirmed: 1, cannotTell: 2 }[diagnosis.value.conclusion?.verdict ?? "cured"];
    expect(diagnosis.code).toBe(exit);
    expect(diagnosis.code).not.toBe(0);
    printer().clear();
    await until(async () => (await faults()).length === 0, "the fault to close", 30_000);
  });

  test("wrong words and wrong places have exit codes of their own", async () => {
    expect((await cli("show", "nowhere")).code).toBe(64);
    expect((await cli("run", "kiosk-1", "printer", "explode")).code).toBe(64);
    expect((await cli("run", "kiosk-1", "nothing", "testPrint")).code).toBe(64);
    expect((await cli("ticket", "999")).code).toBe(64);
    expect((await cli("terminals", "--token", "wrong")).code).toBe(77);
    const away = await cli("terminals", "--broker", "http://127.0.0.1:9");
    expect(away.code).toBe(69);
    expect(away.stderr).toContain("127.0.0.1:9");
  });
});
