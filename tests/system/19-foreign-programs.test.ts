import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import vectors from "../../drivers/ccnet/vectors.json" with { type: "json" };
import { pingedOf } from "../../drivers/network-link/codec.ts";
import { until } from "../support/processes.ts";
import { haveTool, mainScript } from "./rig.ts";

const haveMbpoll = haveTool("mbpoll", "-V");
const haveSocat = haveTool("socat", "-V");
const havePing = haveTool("ping", "-V");
/** Network UPS Tools' own drivers (Debian: nut-server). */
const nutDrivers = ["nutdrv_qx", "blazer_ser"].filter((name) => haveTool(`/lib/nut/${name}`, "-V"));

let folder: string;
const simulators: ChildProcess[] = [];
/** `roundsman simulate <device> --link …` as a process; orders go to its standard input. */
const simulate = async (
  device: string,
  settings: readonly string[] = [],
): Promise<{ link: string; order(line: string): void }> => {
  const link = join(folder, `${device}-${simulators.length}`);
  const set = settings.flatMap((setting) => ["--set", setting]);
  const child = spawn(process.execPath, [mainScript, "simulate", device, "--link", link, ...set], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  simulators.push(child);
  await until(() => existsSync(link), `the port of ${device}`, 30_000);
  return { link, order: (line) => void child.stdin?.write(`${line}\n`) };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-foreign-"));
});
afterAll(async () => {
  for (const child of simulators) {
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
  }
  await rm(folder, { recursive: true, force: true });
});

/** What a foreign program prints on standard output, given bytes on its standard input. */
const output = (
  program: string,
  args: readonly string[],
  input?: Uint8Array,
  env: Readonly<Record<string, string>> = {},
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { timeout: 5_000, encoding: "buffer", env: { ...process.env, ...env } } as const;
    const child = execFile(program, args, options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    if (input) child.stdin?.end(input);
  });

describe.runIf(haveMbpoll)("mbpoll, a Modbus master by others", { timeout: 30_000 }, () => {
  /** Eight discrete inputs from reference 1, as `[n]: \t1`. */
  const inputs = async (link: string): Promise<string> => {
    const line = ["-m", "rtu", "-a", "1", "-b", "9600", "-P", "none"];
    const text = (await output("mbpoll", [...line, "-t", "1", "-r", "1", "-c", "8", "-1", "-q", link])).toString();
    return [...text.matchAll(/^\[\d+\]:\s+([01])$/gm)].map(([, bit]) => bit).join("");
  };

  test("reads from our simulated module what is true of the cabinet, also after a door opens", async () => {
    const simulator = await simulate("modbus-inputs");
    const { link } = simulator;
    // 5F: all closed, key off, loop intact; input 1 first.
    expect(await inputs(link)).toBe("11111010");
    simulator.order("act openDoor");
    await until(async () => (await inputs(link)) === "01111010", "the door", 5000);
    simulator.order("act removeBox");
    await until(async () => (await inputs(link)) === "01101010", "the box", 5000);
  });

  /** Registers as signed numbers; reference 1 is wire address 0 (modbus-io.md §3). */
  const registers = async (link: string, unit: number, table: 3 | 4, wireAddress: number, count: number) => {
    const line = ["-m", "rtu", "-a", String(unit), "-b", "9600", "-P", "none", "-t", String(table)];
    const what = ["-r", String(wireAddress + 1), "-c", String(count), "-1", "-q", link];
    const text = (await output("mbpoll", [...line, ...what])).toString();
    // Numbers above 32767 are shown unsigned, with the signed one in brackets.
    return [...text.matchAll(/^\[\d+\]:\s+(-?\d+)(?: \((-?\d+)\))?$/gm)].map(([, plain, signed]) =>
      Number(signed ?? plain),
    );
  };

  test("reads climate and position from the sensors of the same bus, also when it is too cold and the cabinet leans", async () => {
    const simulator = await simulate("modbus-inputs", ["climate=2", "motion=80"]);
    const { link } = simulator;
    expect(await inputs(link)).toBe("11111010");
    expect(await registers(link, 2, 3, 1, 2)).toEqual([233, 455]);
    expect(await registers(link, 80, 4, 0x3d, 3)).toEqual([91, -91, 4660]);
    simulator.order("inject tooCold");
    await until(async () => (await registers(link, 2, 3, 1, 1))[0] === -205, "the cold", 5000);
    simulator.order("act lean degrees=20");
    await until(async () => (await registers(link, 80, 4, 0x3d, 1))[0] === 3732, "the lean", 5000);
    await expect(registers(link, 2, 3, 200, 2)).rejects.toThrow(); // exception 2: no such registers
  });

  test("control: a master that asks another unit gets nothing", async () => {
    const { link } = await simulate("modbus-inputs");
    const wrongUnit = ["-m", "rtu", "-a", "2", "-b", "9600", "-P", "none", "-t", "1", "-o", "0.2", "-1", "-q", link];
    await expect(output("mbpoll", wrongUnit)).rejects.toThrow();
  });
});

describe.runIf(haveSocat)("socat and a few bytes: a CCNET controller in one line", { timeout: 30_000 }, () => {
  const frameNamed = (name: string): Buffer => {
    const entry = vectors.frames.find((f) => f.name === name);
    if (!entry) throw new RangeError(`no vector ${name}`);
    return Buffer.from(entry.frame.replaceAll(" ", ""), "hex");
  };
  const exchange = (link: string, bytes: Buffer): Promise<Buffer> =>
    output("socat", ["-t", "0.3", "-", `${link},raw,echo=0`], bytes);

  test("POLL right after power-up is answered POWER UP, byte for byte; a damaged POLL with NAK", async () => {
    const { link } = await simulate("ccnet");
    expect(await exchange(link, frameNamed("POLL"))).toEqual(frameNamed("POWER UP"));
    const damaged = frameNamed("POLL");
    damaged[5] = (damaged[5] ?? 0) ^ 1;
    expect(await exchange(link, damaged)).toEqual(frameNamed("NAK"));
  });
});

describe.runIf(nutDrivers.length > 0)("NUT, the UPS tools of every Linux", { timeout: 60_000 }, () => {
  /** Starts a driver of NUT for one reading of our UPS: `name: value` lines. Its files go into the test's own folder. */
  const read = async (driver: string, link: string, ...more: string[]): Promise<ReadonlyMap<string, string>> => {
    const state = await mkdtemp(join(folder, "nut-"));
    const args = ["-s", "sim", "-x", `port=${link}`, "-u", userInfo().username, "-d", "1", ...more];
    const env = { NUT_STATEPATH: state, NUT_ALTPIDPATH: state };
    const text = (await output(`/lib/nut/${driver}`, args, undefined, env)).toString();
    return new Map([...text.matchAll(/^([a-z.]+): (.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));
  };

  test.each(nutDrivers)("%s takes our UPS for a Megatec one and reads what is true of it", async (driver) => {
    const { link } = await simulate("megatec");
    const said = await read(driver, link);
    expect(Object.fromEntries(said)).toMatchObject({
      "ups.status": "OL",
      "ups.load": "21",
      "ups.temperature": "29.5",
      "ups.beeper.status": "disabled",
      "ups.firmware": "V1.00",
      "device.mfr": "SimCo",
      "device.model": "SIM1000",
      "input.voltage": "230.0",
      "input.frequency": "50.0",
      "input.voltage.nominal": "230",
      "output.voltage": "230.0",
      "battery.voltage": "27.40",
      "battery.voltage.nominal": "24.0",
      "battery.charge": "100",
    });
  });

  test.each(nutDrivers)(
    "%s sees outage, low battery, boost, bypass, test and shutdown as they come",
    async (driver) => {
      const ups = await simulate("megatec");
      const stories: readonly (readonly [orders: readonly string[], status: RegExp])[] = [
        [["act mainsFail"], /^OB$/],
        [["inject batteryFlat", "act mainsReturn"], /^OL LB$/],
        [["clear", "act setMains volts=190"], /BOOST/],
        [["act setMains volts=260"], /TRIM/],
        [["act mainsReturn", "inject overload"], /BYPASS/],
        [["clear", "act pressTest"], /CAL/],
        [["powercycle", "inject shutdownRunning"], /FSD/],
        [["clear"], /^OL$/],
      ];
      for (const [orders, status] of stories) {
        for (const line of orders) ups.order(line);
        const seen = async () => status.test((await read(driver, ups.link)).get("ups.status") ?? "");
        await until(seen, `${orders.join(", ")}: ${status}`, 10_000);
      }
    },
  );

  test.runIf(nutDrivers.includes("nutdrv_qx"))("control: a UPS that says nothing is no UPS to NUT", async () => {
    const ups = await simulate("megatec");
    ups.order("inject silent");
    const refused = () =>
      read("nutdrv_qx", ups.link, "-x", "protocol=megatec").then(
        () => false,
        (error: unknown) => /not supported/.test(String(error)),
      );
    await until(refused, "NUT finds no UPS", 30_000);
  });
});

describe.runIf(havePing)("the system's ping, whose output our network driver reads", () => {
  test("answers and their times", async () => {
    const args = ["-c", "3", "-i", "0.2", "-s", "16", "-W", "1"];
    const pinged = pingedOf((await output("ping", [...args, "127.0.0.1"])).toString());
    expect(pinged).toMatchObject({ sent: 3, times: [expect.any(Number), expect.any(Number), expect.any(Number)] });
  });
});
