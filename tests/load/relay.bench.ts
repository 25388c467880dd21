import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sleep, systemClock } from "../../contract/index.ts";
import type { BytePort, SerialLine } from "../../drivers/api.ts";
import { openPty, type VirtualPort } from "../../drivers/port/pty.ts";
import { openSerial } from "../../drivers/port/serial.ts";
import { startProgram } from "../system/rig.ts";
import { residentMiB } from "./process-usage.ts";
import type { Bench } from "./row.ts";

const line: SerialLine = { kind: "serial", baudRates: [9600], dataBits: 8, parity: "none", stopBits: 1 };
const everyMs = 10;
const question = Uint8Array.of(0x02, 0x03, 0x06, 0x33, 0xda, 0x81);
const mainScript = fileURLToPath(new URL("../../drivers/port/relay/main.js", import.meta.url));

/** A device that answers at once with as many bytes as it got. */
const answering = async (link: string): Promise<VirtualPort> => {
  const device = await openPty(link);
  device.onData((bytes) => void device.write(bytes));
  return device;
};

/** From the write of a question to the last byte of its answer, ms. */
const roundTrip = (port: BytePort): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = systemClock.mono();
    let got = 0;
    const late = systemClock.after(5_000, () => reject(new Error("no answer within 5 s")));
    const off = port.onData((bytes) => {
      got += bytes.length;
      if (got < question.length) return;
      off();
      late.cancel();
      resolve(systemClock.mono() - startedAt);
    });
    port.write(question).catch(reject);
  });

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;

/** Sorted round trips over a path. */
const measure = async (path: string, count: number): Promise<number[]> => {
  const port = await openSerial(path, line, systemClock);
  try {
    for (let i = 0; i < 50; i++) await roundTrip(port);
    const all: number[] = [];
    for (let i = 0; i < count; i++) {
      all.push(await roundTrip(port));
      await sleep(systemClock, everyMs);
    }
    return all.sort((a, b) => a - b);
  } finally {
    await port.close();
  }
};

/** Waits for the relay's word that its real port is open. */
const opened = async (path: string): Promise<void> => {
  for (let i = 0; i < 200; i++) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(path);
      socket.on("data", (hello) => {
        socket.destroy();
        resolve(hello.toString().includes('"up":true'));
      });
      socket.on("error", () => resolve(false));
    });
    if (up) return;
    await sleep(systemClock, 25);
  }
  throw new Error(`${path}: no relay`);
};

/** What a relay in a process of its own adds between application and device, with an agent that listens to every byte. */
const bench: Bench = {
  name: "relay",
  async run({ seconds, log }) {
    const folder = await mkdtemp(join(tmpdir(), "roundsman-relay-"));
    const path = (name: string) => join(folder, name);
    const device = await answering(path("device"));
    const count = Math.max(200, Math.round((seconds * 1000) / (everyMs + 2) / 2));
    log(`${count} questions over a bare virtual port, then as many through the relay`);
    const bare = await measure(path("device"), count);
    const args = ["--port", path("device"), "--application", path("application"), "--socket", path("socket")];
    const relay = startProgram([process.execPath, mainScript, ...args], path("log"));
    try {
      await opened(path("socket"));
      const agent = connect(path("socket"));
      let heard = 0;
      agent.on("data", (bytes) => {
        heard += bytes.length;
      });
      agent.write('{"from":1}\n');
      const through = await measure(path("application"), count);
      const resident = residentMiB(relay.pid);
      agent.destroy();
      const [was, is] = [percentile(bare, 0.5), percentile(through, 0.5)];
      return [
        {
          what: "relay: added to question and answer together, median",
          value: is - was,
          unit: "ms",
          atMost: 2,
          ratio: { value: is / was, to: "a bare virtual port" },
          note: `bare ${was.toFixed(2)} ms, through the relay ${is.toFixed(2)} ms; 99th percentile ${percentile(bare, 0.99).toFixed(2)} and ${percentile(through, 0.99).toFixed(2)} ms; the agent heard ${heard} bytes`,
        },
        { what: "relay: resident memory", value: resident, unit: "MiB", atMost: 75 },
      ];
    } finally {
      await relay.stop();
      await device.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

export default bench;
