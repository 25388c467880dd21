import type { Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayPublish, maySubscribe, topicOf } from "../../contract/index.ts";
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
import { seedOfRun } from "../support/seeded.ts";
import {
  borneTooLong,
  foreignDeliveries,
  foreignWillTaken,
  gateOf,
  heldOf,
  kickedOff,
  ownChannelsOnly,
  rawSocket,
  wrongLogins,
} from "./gateway-checks.ts";
import { bareBroker } from "./variants/bare-broker.ts";
import { believe, byPayload, byTopic } from "./variants/believing-ingest.ts";

let broker: TestBroker;
let passwordA: string;
let passwordB: string;
beforeAll(async () => {
  broker = await startTestBroker({ connectTimeoutMs: 400, maxPerAddress: 40 });
  passwordA = await broker.enrol("A");
  passwordB = await broker.enrol("B");
});
afterAll(() => broker.end());

const raw = (): Socket => rawSocket(gateOf(broker));

test("S1: over all topic strings, a terminal may write and read exactly its own channels", () => {
  fc.assert(ownChannelsOnly(mayPublish, maySubscribe), { numRuns: 1000 });
});

test("S1 control: rights by the beginning of a topic, or with wildcards, are found", () => {
  const prefix = (terminal: string, topic: string) => topic.startsWith(`kiosk/v1/${terminal}`);
  const wild = (terminal: string, topic: string) => maySubscribe(terminal, topic.replace("+", terminal));
  const found = (property: ReturnType<typeof ownChannelsOnly>) =>
    fc.check(property, { numRuns: 1000, seed: seedOfRun() }).failed;
  expect(found(ownChannelsOnly(prefix, maySubscribe))).toBe(true);
  expect(found(ownChannelsOnly(mayPublish, wild))).toBe(true);
});

/** A writes to channels that are not its own. */
const writeAbroad = async (to: TestBroker, password: string): Promise<void> => {
  const a = await to.client("A", password);
  for (const topic of [topicOf("B", "up"), topicOf("B", "state"), "kiosk/v1/A/cmd", "kiosk/v2/A/up", "anything"])
    await a.publishAsync(topic, batchOf([paperRecord(1)]), { qos: 1 });
  expect(a.connected).toBe(true);
  await a.endAsync();
};
/** A names B in a payload of its own. */
const nameAnother = async (to: TestBroker, password: string): Promise<void> => {
  const a = await to.client("A", password);
  await publishUp(a, "A", batchOf([paperRecord(1)], { terminal: "B" }));
  await a.endAsync();
};

describe("S1: no message of A can be stored or shown as B's", () => {
  test("A's password does not open B, nor may the client id differ from the user name", async () => {
    expect(await wrongLogins(gateOf(broker), passwordA)).toEqual([]);
    await expect(broker.client("B", passwordA)).rejects.toThrow(/password/i);
  });

  test("what A writes to B's topics is acknowledged, set aside with its reason, and never B's", async () => {
    await writeAbroad(broker, passwordA);
    expect(heldOf(broker, "B")).toEqual([]);
    const rows = broker.store.read.quarantine(5);
    expect(rows.map((r) => r.terminal)).toEqual(["A", "A", "A", "A", "A"]);
    expect(rows[0]?.reason).toContain("may not write");
  });

  test("a payload that names another terminal is still A's: the connection says who it is", async () => {
    await nameAnother(broker, passwordA);
    expect(broker.store.read.stream("A", testStream)?.upTo).toBe(1);
    expect(heldOf(broker, "B")).toEqual([]);
  });

  test("a will on B's topic is not taken", async () => {
    expect(await foreignWillTaken(gateOf(broker), passwordA)).toBe(false);
  });

  test("S1 control: aedes alone opens to anybody under any name, and takes the will", async () => {
    const bare = await bareBroker();
    expect(await wrongLogins(bare, passwordA)).toHaveLength(4);
    expect(await foreignWillTaken(bare, passwordA)).toBe(true);
    await bare.end();
  });

  test.each([
    ["the topic", byTopic, writeAbroad],
    ["the payload", byPayload, nameAnother],
  ])("S1 control: an ingest that goes by %s stores A's record as B's", async (_, believed, write) => {
    const broken = await startTestBroker();
    believe(broken, believed);
    await broken.enrol("B");
    await write(broken, await broken.enrol("A"));
    expect(heldOf(broken, "B")).toEqual([`stream ${testStream}`, "health of printer"]);
    await broken.end();
  });
});

test("S2: with mixed, wild and persistent subscriptions, A receives nothing addressed to B, live or after a reconnect", async () => {
  expect(await foreignDeliveries(gateOf(broker), passwordA, passwordB)).toEqual([]);
});

test("S2 control: with rights at SUBSCRIBE only, a refused filter is there after the reconnect and brings B's commands", async () => {
  const bare = await bareBroker({
    authorizeSubscribe: (client, wanted, done) => done(null, maySubscribe(client.id, wanted.topic) ? wanted : null),
  });
  const found = await foreignDeliveries(bare, passwordA, passwordB);
  expect(found.filter((f) => f.endsWith("granted"))).toEqual([]);
  expect(found).toContain(`${topicOf("B", "cmd")} {"for":"B"}`);
  expect(found).toContain(`${topicOf("B", "cmd")} {"for":"B","while":"A is away"}`);
  await bare.end();
});

test("S10: $SYS is closed: nobody is kicked off", async () => {
  expect(await kickedOff(gateOf(broker), passwordA, passwordB)).toEqual([]);
});

test("S10 control: in aedes whose $SYS is open, A kicks B off", async () => {
  const bare = await bareBroker();
  expect(await kickedOff(bare, passwordA, passwordB)).toEqual(["B"]);
  await bare.end();
});

describe("S5: bytes before authentication are bounded", () => {
  test("oversize at its header, another protocol at once, silence and drip after the connect timeout: all are cut", async () => {
    expect(await borneTooLong(gateOf(broker))).toEqual([]);
  });
  test("S5 control: aedes alone takes 1 MiB of a CONNECT and asks for more, and lets silence and drip last", async () => {
    const bare = await bareBroker();
    expect(await borneTooLong(bare)).toEqual(
      expect.arrayContaining([
        "a CONNECT that announces 256 MB",
        "a CONNECT of 1 MiB and more to come",
        "silence",
        "a CONNECT that drips",
      ]),
    );
    await bare.end();
  });
  test("control: a CONNECT of ordinary size passes the guard", async () => {
    const socket = raw();
    socket.write(connectPacket("A", passwordA));
    const connack = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
    expect(connack[3]).toBe(0);
    socket.destroy();
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
