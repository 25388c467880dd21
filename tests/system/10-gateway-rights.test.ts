import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { connect as connectMqtt } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downChannels, mayPublish, maySubscribe, topicOf, upChannels } from "../../contract/index.ts";
import { connectPacket } from "../load/raw-client.ts";
import {
  batchOf,
  paperRecord,
  publishUp,
  startTestBroker,
  type TestBroker,
  testStream,
  until,
} from "../support/broker.ts";

let broker: TestBroker;
let passwordA: string;
let passwordB: string;
beforeAll(async () => {
  broker = await startTestBroker({ connectTimeoutMs: 400, maxPerAddress: 40 });
  passwordA = await broker.enrol("A");
  passwordB = await broker.enrol("B");
});
afterAll(() => broker.end());

const raw = (): Socket => connect(broker.mqttPort, "127.0.0.1").on("error", () => undefined);
const closed = (socket: Socket): Promise<number> => {
  const start = performance.now();
  return new Promise((resolve) => socket.once("close", () => resolve(performance.now() - start)).resume());
};

test("S1: over all topic strings, a terminal may write and read exactly its own channels", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "A",
      "B",
      "+",
      "#",
      "$SYS",
      "..",
      "",
      "A\u0000",
      "\u0410",
      "kiosk",
      "v1",
      "up",
      "state",
      "cmd",
      "ack",
      "a",
    ),
  );
  const topic = fc.oneof(
    fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join("/")),
    nasty.map((t) => `kiosk/v1/${t}/up`),
    nasty.map((t) => `kiosk/v1/A/${t}`),
  );
  const writable = new Set(upChannels.map((c) => topicOf("A", c)));
  const readable = new Set(downChannels.map((c) => topicOf("A", c)));
  fc.assert(
    fc.property(topic, (text) => {
      expect(mayPublish("A", text)).toBe(writable.has(text));
      expect(maySubscribe("A", text)).toBe(readable.has(text));
    }),
    { numRuns: 1000 },
  );
});

describe("S1: no message of A can be stored or shown as B's", () => {
  test("A's password does not open B, nor may the client id differ from the user name", async () => {
    await expect(broker.client("B", passwordA)).rejects.toThrow(/password/i);
    await expect(broker.client("A", passwordA, { clientId: "B" })).rejects.toThrow();
    await expect(broker.client("nobody", passwordA)).rejects.toThrow();
    await expect(broker.client("__proto__", passwordA)).rejects.toThrow();
  });

  test("what A writes to B's topics is acknowledged, set aside with its reason, and never B's", async () => {
    const a = await broker.client("A", passwordA);
    for (const topic of [topicOf("B", "up"), topicOf("B", "state"), "kiosk/v1/A/cmd", "kiosk/v2/A/up", "anything"])
      await a.publishAsync(topic, batchOf([paperRecord(1)]), { qos: 1 });
    expect(a.connected).toBe(true);
    expect(broker.store.read.streams("B")).toEqual([]);
    expect(broker.store.read.health("B")).toEqual([]);
    expect(broker.store.read.terminal("B")?.status).toBe("unknown");
    const rows = broker.store.read.quarantine(5);
    expect(rows.map((r) => r.terminal)).toEqual(["A", "A", "A", "A", "A"]);
    expect(rows[0]?.reason).toContain("may not write");
    await a.endAsync();
  });

  test("a payload that names another terminal is still A's: the connection says who it is", async () => {
    const a = await broker.client("A", passwordA);
    await publishUp(a, "A", batchOf([paperRecord(1)], { terminal: "B" }));
    expect(broker.store.read.stream("A", testStream)?.upTo).toBe(1);
    expect(broker.store.read.streams("B")).toEqual([]);
    await a.endAsync();
  });

  test("a will on B's topic is not taken", async () => {
    const will = { topic: topicOf("B", "state"), payload: Buffer.from("{}"), qos: 1 as const, retain: true };
    const client = connectMqtt({
      host: "127.0.0.1",
      port: broker.mqttPort,
      clientId: "A",
      username: "A",
      password: passwordA,
      reconnectPeriod: 0,
      will,
    });
    const how = await new Promise<string>((resolve) => {
      client.once("connect", () => resolve("connected"));
      client.once("close", () => resolve("closed"));
      client.on("error", () => resolve("closed"));
    });
    client.end(true);
    expect(how).toBe("closed");
  });
});

test("S2: with mixed, wild and persistent subscriptions, A receives nothing addressed to B, live or after a reconnect", async () => {
  const got: string[] = [];
  const filters = [topicOf("A", "cmd"), topicOf("B", "cmd"), "kiosk/v1/+/cmd", "kiosk/#", "#", "$SYS/#"];
  const b = await broker.client("B", passwordB);
  for (let round = 0; round < 2; round++) {
    const a = await broker.client("A", passwordA, { clean: false });
    a.on("message", (topic) => got.push(topic));
    const granted = await Promise.all(
      filters.map((f) =>
        a.subscribeAsync(f, { qos: 1 }).then(
          (g) => g[0]?.qos,
          () => 128,
        ),
      ),
    );
    expect(granted[0]).toBe(1);
    expect(granted.slice(1).every((q) => q === 128)).toBe(true);
    expect(broker.gateway.send("B", "cmd", { for: "B" })).toBe(true);
    expect(broker.gateway.send("A", "cmd", { for: "A" })).toBe(true);
    await b.publishAsync(topicOf("A", "cmd"), "from B", { qos: 1 });
    await until(() => got.length > round);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await a.endAsync();
  }
  expect(got).toEqual([topicOf("A", "cmd"), topicOf("A", "cmd")]);
  await b.endAsync();
});

test("S10: $SYS is closed: nobody is kicked off", async () => {
  const a = await broker.client("A", passwordA);
  const b = await broker.client("B", passwordB);
  await a.publishAsync("$SYS/x/new/clients", "B", { qos: 1 });
  await a.publishAsync("$SYS/x/heartbeat", "x", { qos: 1 });
  await publishUp(b, "B", batchOf([paperRecord(1)]));
  expect(b.connected).toBe(true);
  await Promise.all([a.endAsync(), b.endAsync()]);
});

describe("S5: bytes before authentication are bounded", () => {
  test("a CONNECT that announces 256 MB is cut at its header, not buffered", async () => {
    const socket = raw();
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    expect(await closed(socket)).toBeLessThan(300);
  });
  test("control: a CONNECT of ordinary size passes the guard", async () => {
    const socket = raw();
    socket.write(connectPacket("A", passwordA));
    const connack = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
    expect(connack[3]).toBe(0);
    socket.destroy();
  });
  test("no CONNECT, or one dripped byte by byte, is cut after the connect timeout", async () => {
    const silent = raw();
    const dripping = raw();
    const bytes = connectPacket("A", passwordA);
    let i = 0;
    const drip = setInterval(() => dripping.write(bytes.subarray(i, ++i)), 30);
    const took = await Promise.all([closed(silent), closed(dripping)]);
    clearInterval(drip);
    for (const ms of took) expect(ms).toBeLessThan(1500);
  });
  test("another protocol, a malformed length, a first packet that is not CONNECT", async () => {
    for (const bytes of [
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 1]),
      Buffer.from([0xc0, 0]),
    ]) {
      const socket = raw();
      socket.write(bytes);
      expect(await closed(socket)).toBeLessThan(300);
    }
  });
  test("connections over the cap of one address are turned away", async () => {
    const before = broker.gateway.turnedAway;
    const sockets = Array.from({ length: 60 }, raw);
    await until(() => broker.gateway.turnedAway > before);
    for (const socket of sockets) socket.destroy();
    await until(() => broker.gateway.connections < 10);
  });
  test("after CONNECT: a frame above 256 KiB ends the connection, is noted, and the broker lives", async () => {
    const a = await broker.client("A", passwordA);
    const gone = new Promise<void>((resolve) => a.once("close", () => resolve()));
    a.publish(topicOf("A", "up"), Buffer.alloc(400_000, 0x20), { qos: 1 });
    await gone;
    await until(() => broker.store.read.quarantine(1)[0]?.reason.includes("at most") === true);
    expect(broker.store.read.quarantine(1)[0]?.terminal).toBe("A");
  });
});

test("two agents with one identity are one fault, not a storm", async () => {
  for (let i = 0; i < 12; i++) await broker.client("B", passwordB);
  await until(() => broker.store.read.faults({ terminal: "B", active: true }).length > 0);
  const codes = broker.store.read.faults({ terminal: "B", active: true }).map((f) => f.code);
  expect(codes).toEqual(["security.duplicateId"]);
  expect(broker.store.read.tickets({ terminal: "B" }).length).toBeLessThanOrEqual(1);
});

test("nothing of all this was an error of the broker", () => expect(broker.errors).toEqual([]));
