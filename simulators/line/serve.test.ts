import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError, systemClock } from "../../contract/index.ts";
import type { BytePort, SerialLine } from "../../drivers/api.ts";
import { openSerial } from "../../drivers/port/serial.ts";
import { leaksNothing, until } from "../../tests/support/processes.ts";
import { seeded } from "../../tests/support/seeded.ts";
import { defineSimulator } from "../api.ts";
import { type ServedDevice, serveOnPty } from "./serve.ts";

const line: SerialLine = { kind: "serial", baudRates: [9600], dataBits: 8, parity: "none", stopBits: 1 };

/** Answers every byte with itself plus one; broken, with zero. */
const counter = defineSimulator({
  name: "counter",
  title: "Counter",
  faults: [{ name: "broken", text: "answers zero" }],
  actions: [],
  create: ({ send, settings }) => {
    let broken = false;
    const step = Number(settings?.["step"] ?? 1);
    return {
      receive: (bytes) => send(bytes.map((b) => (broken ? 0 : b + step))),
      inject: () => (broken = true),
      clear: () => (broken = false),
      act: (name) => {
        throw new AppError("unknownAction", name);
      },
      powerCycle: () => undefined,
      state: () => ({ broken }),
      close: () => undefined,
    };
  },
});

let served: ServedDevice;
let link: string;
let port: BytePort | undefined;

beforeEach(async () => {
  link = join(await mkdtemp(join(tmpdir(), "line-")), "counter");
  served = await serveOnPty(counter, { clock: systemClock, random: seeded(1), link, settings: { step: 2 } });
});
afterEach(async () => {
  await port?.close();
  await served.close();
});
const plugIn = async () => {
  port = await openSerial(served.path(), line, systemClock);
  const got: number[] = [];
  port.onData((b) => got.push(...b));
  return got;
};
const askFor = async (got: number[], byte: number) => {
  got.length = 0;
  await port?.write(Uint8Array.of(byte));
  await until(() => got.length > 0, "an answer");
  return got[0];
};

describe("a device served on a virtual port", () => {
  it("answers, breaks, mends, and takes its settings", async () => {
    const got = await plugIn();
    expect(await askFor(got, 5)).toBe(7);
    served.inject("broken");
    expect(await askFor(got, 5)).toBe(0);
    served.clear("broken");
    expect(await askFor(got, 5)).toBe(7);
    served.inject("wrongChecksum");
    expect(await askFor(got, 5)).toBe(6);
    served.clear();
    expect(await askFor(got, 255)).toBe(1);
  });

  it("is lost when unplugged and back on the same link when replugged", async () => {
    await plugIn();
    const lost: string[] = [];
    port?.onClose((e) => lost.push(e.code));
    await served.unplug();
    await until(() => lost.length > 0, "the loss");
    await port?.close();
    await served.replug();
    expect(await askFor(await plugIn(), 5)).toBe(7);
  });

  it("names the faults there are", () => {
    expect(() => served.inject("fire")).toThrow(/counter has no fault fire; there are broken, silent/);
  });

  it("unplugging, replugging and closing twice over is harmless and leaks nothing", async () => {
    await served.replug();
    const twice = async () => {
      await served.unplug();
      await served.unplug();
      await served.replug();
    };
    await leaksNothing(10, twice);
    await served.close();
  });
});
