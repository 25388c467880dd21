import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { displayWidth } from "../../console/cli/width.ts";
import { createClient } from "../../console/client/client.ts";
import { sleep, systemClock, type TicketView, type VisitView } from "../../contract/index.ts";
import { startTestBroker, type TestBroker } from "../support/broker.ts";
import { until as untilSo } from "../support/processes.ts";
import { SimulatedKiosk } from "../support/simulated-kiosk.ts";

let broker: TestBroker;
let kiosk: SimulatedKiosk;
beforeAll(async () => {
  broker = await startTestBroker();
  kiosk = await SimulatedKiosk.start(broker, "kiosk-1", {
    cabinet: { driver: "modbus-inputs" },
    cash: { driver: "ccnet", settings: { serial: "OLD0001" } },
  });
});
afterAll(async () => {
  await kiosk.end();
  await broker.end();
});

/** Asks the broker now and then. */
const until = (so: () => Promise<boolean>, what: string, withinMs: number): Promise<void> =>
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
const state = async (device: string, component: string): Promise<string | undefined> => {
  const { deviceList } = await desk().terminal({ terminal: "kiosk-1" });
  return deviceList.find((one) => one.device === device)?.health?.components[component]?.state;
};
const proof = ({ proof: told }: VisitView): string[] =>
  (told?.lines ?? []).map(({ subject, verdict }) => `${subject} ${verdict}`);
const serial = async (): Promise<string | undefined> =>
  (await desk().terminalAssets({ terminal: "kiosk-1" })).modules.find(({ device }) => device === "cash")?.unit.serial;

/** The validator jams, and a ticket is made of it. */
const jammed = async (): Promise<TicketView> => {
  kiosk.device("cash").inject("billJamHard");
  let found: TicketView | undefined;
  await until(
    async () => {
      const tickets = await desk().tickets({ terminal: "kiosk-1" });
      found = tickets.find(({ cause }) => cause.startsWith("cashAcceptor."));
      return found !== undefined;
    },
    "a ticket for the jam",
    40_000,
  );
  return found as TicketView;
};

const plan = (ticket: number): Promise<VisitView> =>
  desk().planVisit({ ticket, technician: "li", from: Date.now(), to: Date.now() + 3_600_000, force: true });

describe("a visit is proven by telemetry", () => {
  test("a door that is opened, a validator with another serial number, a self-test, a door that is shut: all is seen", async () => {
    await until(async () => (await serial()) === "OLD0001", "the first validator", 20_000);
    await until(async () => (await state("cabinet", "outerDoor")) === "closed", "the cabinet", 20_000);
    const { number: ticket } = await jammed();
    const { number } = await plan(ticket);
    await desk().visitAction({ number }, { action: "leaveFor" });
    await desk().visitAction({ number }, { action: "arrive" });
    kiosk.device("cabinet").act("withdrawBolt");
    kiosk.device("cabinet").act("openDoor");
    await until(async () => (await state("cabinet", "outerDoor")) === "open", "the open door", 10_000);
    const { maintenance } = await desk().terminal({ terminal: "kiosk-1" });
    expect(maintenance).toMatchObject({ by: `visit:${number}` });

    await kiosk.exchange("cash", { serial: "NEW0002" });
    const swap = {
      action: "swap",
      device: "cash",
      item: "cash acceptor head",
      oldSerial: "OLD0001",
      newSerial: "NEW0002",
    } as const;
    await desk().visitAction({ number }, { ...swap, key: "phone-0001" });
    await desk().visitAction({ number }, { ...swap, key: "phone-0001" });
    await until(async () => (await serial()) === "NEW0002", "the new validator", 30_000);
    await until(async () => (await state("cash", "acceptor")) === "enabled", "the new validator to work", 30_000);
    const test = await desk().runCommand({ terminal: "kiosk-1", device: "cash" }, { command: "selfTest" });
    await until(async () => (await desk().command({ id: test.id })).state === "succeeded", "the self-test", 20_000);
    await desk().visitAction({ number }, { action: "test", device: "cash" });

    kiosk.device("cabinet").act("closeDoor");
    kiosk.device("cabinet").act("throwBolt");
    await until(async () => (await state("cabinet", "lock")) === "bolted", "the bolt", 10_000);
    await until(
      async () => (await desk().faults({ terminal: "kiosk-1" })).every(({ code }) => !code.startsWith("cashAcceptor.")),
      "the fault to clear",
      60_000,
    );
    await desk().visitAction({ number }, { action: "depart", outcome: "resolved" });
    const visit = await desk().visitAction({ number }, { action: "sign", name: "Ms Wang" });
    expect(proof(visit).filter((line) => !line.startsWith("fault"))).toEqual([
      "opened seen",
      "swap seen",
      "test seen",
      "shut seen",
    ]);
    expect(
      proof(visit)
        .filter((line) => line.startsWith("fault"))
        .every((line) => line === "fault seen"),
    ).toBe(true);
    expect(visit.claims.filter(({ action }) => action === "swap")).toHaveLength(1);
    expect(visit.claims.find(({ action }) => action === "swap")?.seenAt).toBeDefined();
    expect((await desk().ticket({ number: ticket })).state).toBe("resolved");
    expect((await desk().terminalAssets({ terminal: "kiosk-1" })).history[0]).toMatchObject({
      change: "exchanged",
      before: { serial: "OLD0001" },
      after: { serial: "NEW0002" },
    });
    // Nobody was called because a technician opened the machine.
    const codes = (await desk().faults({ terminal: "kiosk-1", all: true })).filter(({ code }) =>
      code.startsWith("cabinet."),
    );
    expect(codes.every(({ ticket: of }) => of === undefined)).toBe(true);
  }, 180_000);

  test("a visit that is only claimed: nothing of it is seen, and what the terminal reads contradicts it", async () => {
    const { number: ticket } = await jammed();
    const { number } = await plan(ticket);
    const before = Date.now();
    // The visit before this one is over long since.
    await desk().visitAction({ number }, { action: "arrive", at: before });
    await desk().visitAction(
      { number },
      { action: "swap", device: "cash", item: "cash acceptor head", oldSerial: "NEW0002", newSerial: "NEW0003" },
    );
    await desk().visitAction({ number }, { action: "test", device: "cabinet" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const visit = await desk().visitAction({ number }, { action: "depart", outcome: "resolved" });
    // The door that was opened for the visit before this one proves that one only.
    const faults = (visit.proof?.lines ?? [])
      .filter(({ subject }) => subject === "fault")
      .map(() => "fault contradicted");
    expect(proof(visit)).toEqual(["opened notSeen", "swap contradicted", "test notSeen", ...faults, "shut notSeen"]);
    expect(visit.proof?.unclaimed).toEqual([]);
    expect(await serial()).toBe("NEW0002");
  }, 120_000);

  test.each([
    ["en", ["visit", "1"], /What to do[\s\S]*What the terminal saw of it[\s\S]*Part swapped \(cash\) +seen/],
    ["zh-CN", ["visit", "1"], /工作内容[\s\S]*终端所见[\s\S]*更换部件（cash） +已证实/],
    ["en", ["visits", "--technician", "li"], /1 +\d{4}-\d\d-\d\d[\s\S]*signed/],
    ["zh-CN", ["visits"], /已签字/],
    ["en", ["sightings", "kiosk-1"], /cabinet +outer door: open +1/],
    ["zh-CN", ["sightings", "kiosk-1"], /打开 +1/],
  ] as const)("%s: roundsman %j fits 80 columns", async (language, line, wanted) => {
    let out = "";
    const code = await runCli([...line, "--lang", language], {
      stdout: { write: (text) => (out += text), columns: 80 },
      stderr: { write: (text) => (out += text) },
      env: { ROUNDSMAN_BROKER: broker.httpUrl, ROUNDSMAN_TOKEN: broker.adminToken as string },
      cwd: tmpdir(),
      signal: AbortSignal.timeout(20_000),
    });
    expect(out).toMatch(wanted);
    expect(code).toBe(0);
    expect(Math.max(...out.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
  });
});
