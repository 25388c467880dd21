import { mkdtemp, readlink, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import { until } from "../../../tests/support/processes.ts";
import type { BytePort, SerialLine } from "../../api.ts";
import { openPty, type VirtualPort } from "../pty.ts";
import { openSerial } from "../serial.ts";
import { openShared } from "./client.ts";
import { type RunningRelay, startRelay } from "./start.ts";

const line: SerialLine = { kind: "serial", baudRates: [9600], dataBits: 8, parity: "none", stopBits: 1 };
let folder: string;
let device: VirtualPort;
let relay: RunningRelay;
const open: (BytePort | { close(): Promise<void> })[] = [];
const path = (name: string) => join(folder, name);
const start = () =>
  startRelay(
    { port: path("real"), line, baudRate: 9600, application: path("app"), socket: path("sock"), memoryBytes: 65_536 },
    { clock: systemClock, say: () => undefined },
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "relay-"));
  device = await openPty(path("real"));
  relay = await start();
  await until(() => relay.relay.up, "the real port");
});
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
  await relay.close();
  await device.close();
  await rm(folder, { recursive: true, force: true });
});

const application = async () => {
  const port = await openSerial(path("app"), line, systemClock);
  open.push(port);
  const got: number[] = [];
  port.onData((bytes) => got.push(...bytes));
  return { port, got };
};

it("every byte value passes both ways; a listener that does not read makes nobody wait and is told what it missed", async () => {
  device.onData((bytes) => void device.write(bytes));
  const { port, got } = await application();
  const frozen: Socket = connect(path("sock"));
  frozen.write('{"from":1}\n');
  frozen.pause();
  const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
  // More than the relay remembers, and more than a socket takes.
  for (let round = 1; round <= 1_200; round++) {
    await port.write(everyByte);
    await until(() => got.length >= round * 256, `round ${round}`);
  }
  expect(Uint8Array.from(got.slice(-256))).toEqual(everyByte);
  let told = "";
  frozen.setEncoding("utf8");
  frozen.on("data", (text: string) => {
    told += text;
  });
  frozen.resume();
  await until(() => told.includes('"gap"') && told.trimEnd().endsWith('"}'), "the word about what was missed");
  frozen.destroy();
});

it("a real port that goes away and comes back: the application's port stays, the agent is told", async () => {
  // A port opened before another in one process is inherited by the other's holder, and does not hang up while that one lives: so the device last.
  await relay.close();
  await device.close();
  relay = await start();
  device = await openPty(path("real"));
  await until(() => relay.relay.up, "the real port", 5_000);
  const { port, got } = await application();
  const shared = await openShared(path("sock"), systemClock);
  open.push(shared);
  const said: boolean[] = [];
  await shared.listen(
    undefined,
    { heard: () => undefined, missed: () => undefined, port: (up) => void said.push(up) },
    AbortSignal.timeout(5_000),
  );
  await device.close();
  await port.write(Uint8Array.of(1)); // as with a pulled cable: nobody hears it
  await until(() => !relay.relay.up, "the loss");
  device = await openPty(path("real"));
  device.onData((bytes) => void device.write(bytes));
  await until(() => relay.relay.up, "the port again", 5_000);
  await port.write(Uint8Array.of(2));
  await until(() => got.length > 0, "the answer");
  expect(got).toEqual([2]);
  expect(said.slice(-2)).toEqual([false, true]);
});

it("a relay that starts again offers the same name; a second one beside it is refused", async () => {
  await expect(start()).rejects.toMatchObject({ code: "socketInUse" });
  const { port } = await application();
  const lost: string[] = [];
  port.onClose((reason) => lost.push(reason.code));
  await relay.close();
  await until(() => lost.length > 0, "the hang-up");
  expect(lost).toEqual(["portLost"]);
  relay = await start();
  await until(() => relay.relay.up, "the real port");
  expect(await readlink(path("app"))).toMatch(/^\/dev\/pts\//);
  device.onData((bytes) => void device.write(bytes));
  const again = await application();
  await again.port.write(Uint8Array.of(7));
  await until(() => again.got.length > 0, "an answer");
});
