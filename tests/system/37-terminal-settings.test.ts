import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient } from "../../console/client/client.ts";
import type { CustomerState, SettingsState, TerminalSettingsView } from "../../contract/index.ts";
import { topicOf } from "../../contract/index.ts";
import { connectTerminal } from "../support/broker.ts";
import { until } from "../support/processes.ts";
import {
  type AgentFiles,
  type Centre,
  type RigProcess,
  roundsman,
  sayCustomer,
  startAgentProcess,
  startCentre,
  writeAgent,
} from "./rig.ts";

const terminal = "kiosk-1";

/** A broker process, an agent process, MQTT between them; both are killed, never asked to stop. */
describe("settings of a terminal, wanted and in force; whether a customer is there", { timeout: 60_000 }, () => {
  let folder: string;
  let centre: Centre;
  let files: AgentFiles;
  let agent: RigProcess;
  let desk: Client;
  const view = (): Promise<TerminalSettingsView> => desk.terminalSettings({ terminal });
  const settled = async (state: SettingsState): Promise<TerminalSettingsView> => {
    await until(async () => (await view().catch(() => undefined))?.state === state, `settings ${state}`, 20_000);
    return view();
  };
  const customer = async (state: CustomerState): Promise<void> =>
    until(async () => (await desk.terminal({ terminal })).customer.state === state, `customer ${state}`, 20_000);
  const kill = async (process: RigProcess): Promise<void> => {
    process.kill("SIGKILL");
    await process.ended;
  };
  const startAgent = async (): Promise<void> => {
    agent = startAgentProcess(files);
    const online = async () => (await desk.terminal({ terminal })).status === "online";
    await until(online, "the agent", 20_000);
  };
  const cli = (...line: string[]) =>
    roundsman(["settings", ...line], { env: { ROUNDSMAN_BROKER: centre.url, ROUNDSMAN_TOKEN: centre.token } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "roundsman-settings-"));
    centre = await startCentre(folder);
    desk = createClient({ url: centre.url, token: centre.token, signal: new AbortController().signal });
    const password = await centre.enrol(terminal);
    files = await writeAgent({ id: terminal, password, mqttPort: centre.mqttPort, folder });
    await startAgent();
  }, 60_000);
  afterAll(async () => {
    await kill(agent);
    await centre.process.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("reports what is in force and what its file says, and no secret", async () => {
    await until(async () => (await view()).report !== undefined, "the report", 20_000);
    const { state, rev, report } = await view();
    const file = { refreshMinutes: 15, logLevel: "info", historyPerSecond: 5000, customerLeaseMinutes: 5 };
    expect({ state, rev }).toEqual({ state: "none", rev: 0 });
    expect(report).toMatchObject({ inForce: file, file, kiosk: "socket", link: { secure: false } });
    expect(JSON.stringify(report)).not.toMatch(/password|\/tmp|127\.0\.0\.1/);
  });

  it("what is wanted goes into force, is confirmed with its values, and is in the audit log", async () => {
    const set = await cli(terminal, "set", "logLevel=debug", "historyPerSecond=50");
    expect(set).toMatchObject({ code: 2, stderr: "" });
    const { rev, inForceRev, own } = await settled("inForce");
    expect({ inForceRev, own }).toMatchObject({ inForceRev: rev, own: { by: "user:admin", rev } });
    const inForce = async () => (await view()).report?.inForce.logLevel === "debug";
    await until(inForce, "the values", 20_000);
    const [entry] = await desk.audit({ what: "settings.set", newest: true });
    expect(entry).toMatchObject({
      target: terminal,
      detail: { rev, after: { logLevel: "debug", historyPerSecond: 50 } },
    });
    const shown = await cli(terminal, "--json");
    expect([shown.code, JSON.parse(shown.stdout)]).toMatchObject([0, { state: "inForce", rev }]);
  });

  it("both killed: what is wanted stays wanted, and goes into force once the terminal is back", async () => {
    await kill(agent);
    await desk.setTerminalSettings({ terminal }, { settings: { refreshMinutes: 5 } });
    await kill(centre.process);
    await centre.again();
    const { rev, since, own } = await view();
    expect(await view()).toMatchObject({ state: "pending", own: { settings: { refreshMinutes: 5 } } });
    expect(since).toBe(own.at);
    await startAgent();
    expect(await settled("inForce")).toMatchObject({ rev, inForceRev: rev });
    const values = async () => (await view()).report?.rev === rev;
    await until(values, "the values", 20_000);
    const file = { logLevel: "info", historyPerSecond: 5000 };
    expect((await view()).report?.inForce).toMatchObject({ refreshMinutes: 5, ...file });
  });

  it("what cannot be there is refused whole, with the reason, and what was in force stays", async () => {
    const before = await view();
    await desk.setTerminalSettings({ terminal }, { settings: { refreshMinutes: 7, customerLeaseMinutes: 2 } });
    const refused = await settled("refused");
    expect(refused).toMatchObject({ refused: { code: "leaseTooShort" }, inForceRev: before.rev });
    expect(refused.report?.inForce.refreshMinutes).toBe(5);
    expect((await cli(terminal)).stdout).toContain("may only be made longer");
    await desk.setTerminalSettings({ terminal }, { settings: {} });
    await settled("inForce");
  });

  it("the fleet's settings hold where a terminal has none of its own; who looked at an older revision is told so", async () => {
    await desk.setTerminalSettings({ terminal }, { settings: { refreshMinutes: 9 } });
    const { rev } = await settled("inForce");
    await desk.setFleetSettings({ settings: { refreshMinutes: 30, historyPerSecond: 20 } });
    await until(async () => (await view()).report?.inForce.historyPerSecond === 20, "the fleet's", 20_000);
    expect((await view()).report?.inForce.refreshMinutes).toBe(9);
    const late = desk.setTerminalSettings({ terminal }, { settings: {}, rev });
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    const wrong = desk.setFleetSettings({ settings: { dataFolder: "/" } as never });
    await expect(wrong).rejects.toMatchObject({ code: "invalid" });
  });

  it("a customer is known while the terminal tells; a broken line makes it unknown, never nobody", async () => {
    expect((await desk.terminal({ terminal })).customer).toEqual({ state: "unknown" });
    const { statusAt } = await desk.terminal({ terminal });
    await sayCustomer(files.socket, false);
    await customer("none");
    await sayCustomer(files.socket, true);
    await customer("present");
    const seen = await desk.terminal({ terminal });
    expect(Math.abs(Date.now() - (seen.customer.since ?? 0))).toBeLessThan(15_000);
    // Customers come and go; the line has been up all the while.
    expect(seen.statusAt).toBe(statusAt);
    await kill(agent);
    await customer("unknown");
  });

  it("an agent of before, which reports neither, is understood", async () => {
    const password = await centre.enrol("kiosk-old");
    const old = await connectTerminal(centre.mqttPort, "kiosk-old", password);
    const session = { epoch: "0123456789abcdef", n: 1 };
    const birth = { v: 1, session, status: "online", since: Date.now(), agent: "0.1.0" };
    const say = (channel: "state" | "inventory", said: object) =>
      old.publishAsync(topicOf("kiosk-old", channel), JSON.stringify(said), { qos: 1 });
    await say("state", birth);
    await say("inventory", { v: 1, at: Date.now(), devices: [] });
    expect((await desk.terminal({ terminal: "kiosk-old" })).customer).toEqual({ state: "unknown" });
    const seen = await desk.terminalSettings({ terminal: "kiosk-old" });
    expect(seen).toMatchObject({ state: "pending", fleet: { settings: { refreshMinutes: 30 } } });
    expect(seen.report).toBeUndefined();
    old.end(true);
  });
});
