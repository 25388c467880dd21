import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import watcher from "../../../drivers/pcscd/driver.ts";
import { until } from "../../../tests/support/processes.ts";
import { type ServedUsbDevice, serveOnUsb } from "../../line/usb/serve.ts";
import { havePreload } from "../../line/usb/umockdev.ts";
import device from "./device.ts";

const run = promisify(execFile);
const have = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;
const socket = "/run/pcscd/pcscd.comm";
/** pcscd keeps its socket in /run, which is root's; one that runs already is not ours to disturb. */
const possible =
  havePreload() && have("pcscd") && have("opensc-tool") && process.getuid?.() === 0 && !existsSync(socket);

describe.skipIf(!possible)("Debian's pcscd with libccid, reading our reader below the real libusb", () => {
  let folder: string;
  let served: ServedUsbDevice;
  let daemon: ChildProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "usb-"));
    const settings = { card: true };
    served = await serveOnUsb(device, { clock: systemClock, random: () => 0.5, folder, way: "umockdev", settings });
    const env = { ...process.env, LD_PRELOAD: "libumockdev-preload.so.0", UMOCKDEV_DIR: join(folder, "m") };
    daemon = spawn("pcscd", ["--foreground"], { env, stdio: "ignore" });
    await until(() => existsSync(socket), "pcscd's socket", 5_000);
  });
  afterEach(async () => {
    const exited = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGTERM");
    await exited;
    await served.close();
    await rm(folder, { recursive: true, force: true });
    await rm("/run/pcscd", { recursive: true, force: true });
  });

  it("finds it, powers its card, reads the answer to reset and gets an APDU answered", async () => {
    const list = async () => (await run("opensc-tool", ["--list-readers"], { timeout: 5_000 })).stdout;
    await until(async () => /Yes .*OMNIKEY/.test(await list()), "the card in the reader", 8_000);
    const atr = await run("opensc-tool", ["--atr"], { timeout: 5_000 });
    expect(atr.stdout).toContain("3b:68:00:00:00:73:c8:40:12:00:90:00");
    const answer = await run("opensc-tool", ["--send-apdu", "00CA000005"], { timeout: 5_000 });
    expect(answer.stdout).toMatch(/SW1=0x90, SW2=0x00[^]*01 02 03 04 05/);
    served.device.act("takeCard");
    await until(async () => /No .*OMNIKEY/.test(await list()), "the card gone", 8_000);
  });

  it("is watched by our own driver through the daemon, beside its application", async () => {
    const memory = { get: () => undefined, set: () => undefined };
    const session = watcher.open(
      { root: "/" },
      { reader: "OMNIKEY" },
      { clock: systemClock, random: () => 0.5, memory },
    );
    const never = new AbortController().signal;
    const states = async () => {
      const { components } = await session.poll(never);
      return `${components["media"]?.state} ${components["chipModule"]?.state}`;
    };
    await until(
      () =>
        session.identify(never).then(
          () => true,
          () => false,
        ),
      "the reader",
      8_000,
    );
    expect(await session.identify(never)).toEqual({ model: "OMNIKEY AG CardMan 3121", serial: "SIM0001" });
    await until(async () => (await states()) === "present ok", "the card", 8_000);
    served.device.act("takeCard");
    await until(async () => (await states()) === "notPresent ok", "the card gone", 8_000);
    served.device.inject("mute");
    served.device.act("insertCard");
    await until(
      async () => (await session.poll(never)).components["media"]?.state === "present",
      "the mute card",
      8_000,
    );
    const told = await session.run("selfTest", {}, never);
    expect(told).toMatchObject({ result: { readers: [{ card: "present", isMute: true }] } });
    await session.close();
  });
});
