import { createServer, type Socket } from "node:net";
import { Aedes, type AedesOptions } from "aedes";
import mqtt from "mqtt";
import { afterEach, expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import { until } from "../../tests/support/processes.ts";
import { TerminalBroker } from "./terminal-broker.ts";

const heartbeatInterval = 60;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Wills played while the terminal is connected, over several of aedes' sweeps, and after it was really lost. */
const willsOf = async (start: (options: AedesOptions) => Promise<Aedes>) => {
  let wills = 0;
  const broker = await start({
    heartbeatInterval,
    authorizePublish: (_client, packet, done) => {
      if (packet.topic === "will") wills += 1;
      done(null);
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const client = mqtt.connect({
    host: "127.0.0.1",
    port,
    clientId: "T1",
    reconnectPeriod: 0,
    will: { topic: "will", payload: Buffer.from("lost"), qos: 1, retain: false },
  });
  cleanups.push(
    () => new Promise<void>((resolve) => broker.close(resolve)),
    () => server.close(),
    () => client.end(true),
  );
  await new Promise<void>((resolve) => client.once("connect", () => resolve()));
  await sleep(systemClock, heartbeatInterval * 14);
  const whileConnected = wills;
  for (const socket of sockets) socket.destroy();
  await until(() => wills > whileConnected, "the will", 2_000);
  return { whileConnected, afterwards: wills - whileConnected };
};

test("a connected terminal's will is not played, however long the broker runs; a lost one's is, once", async () => {
  expect(await willsOf((options) => TerminalBroker.start(options))).toEqual({ whileConnected: 0, afterwards: 1 });
});

test("control: a broker that swallows its own heartbeat plays the wills of the living", async () => {
  class Deaf extends TerminalBroker {
    override publish(_packet: unknown, clientOrDone?: unknown, done?: () => void): void {
      (typeof clientOrDone === "function" ? (clientOrDone as () => void) : done)?.();
    }
  }
  const start = async (options: AedesOptions) => {
    const broker = new Deaf(options);
    await broker.listen();
    return broker;
  };
  expect((await willsOf(start)).whileConnected).toBeGreaterThan(0);
});
