import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { connect as connectMqtt, type IClientOptions, type MqttClient } from "mqtt";
import { type DownChannel, downChannels, topicOf, upChannels } from "../../contract/index.ts";
import { connectPacket } from "../load/raw-client.ts";
import { batchOf, paperRecord, publishUp, type TestBroker, until } from "../support/broker.ts";

/**
 * The checks of S1, S2, S5 and S10, apart from the broker they look at, so that a broken one can be put before them. Each returns what it found wrong.
 */
export interface Gate {
  readonly port: number;
  client(id: string, password: string, more?: IClientOptions): Promise<MqttClient>;
  /** The centre speaks to a terminal. */
  send(terminal: string, channel: DownChannel, payload: unknown): boolean;
}

export const gateOf = (broker: TestBroker): Gate => ({
  port: broker.mqttPort,
  client: (id, password, more) => broker.client(id, password, more),
  send: (terminal, channel, payload) => broker.gateway.send(terminal, channel, payload),
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type May = (terminal: string, topic: string) => boolean;
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
  ),
);
const anyTopic = fc.oneof(
  fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join("/")),
  nasty.map((t) => `kiosk/v1/${t}/up`),
  nasty.map((t) => `kiosk/v1/${t}/cmd`),
  nasty.map((t) => `kiosk/v1/A/${t}`),
);

/** S1: over all topic strings A writes to its own channels up and reads its own channels down, and nothing else. */
export const ownChannelsOnly = (mayPublish: May, maySubscribe: May): fc.IProperty<[string]> => {
  const writable = new Set(upChannels.map((c) => topicOf("A", c)));
  const readable = new Set(downChannels.map((c) => topicOf("A", c)));
  return fc.property(
    anyTopic,
    (text) => mayPublish("A", text) === writable.has(text) && maySubscribe("A", text) === readable.has(text),
  );
};

/** S1: the logins of A, or of nobody, that are taken under another name. */
export const wrongLogins = async (gate: Gate, passwordA: string): Promise<string[]> => {
  const tries: [string, string][] = [
    ["B", "B"],
    ["A", "B"],
    ["nobody", "nobody"],
    ["__proto__", "__proto__"],
  ];
  const taken: string[] = [];
  for (const [username, clientId] of tries) {
    const client = await gate.client(username, passwordA, { clientId }).catch(() => undefined);
    if (client) taken.push(`user ${username} as client ${clientId}`);
    client?.end(true);
  }
  return taken;
};

/** S1: is a will on another's topic taken? */
export const foreignWillTaken = async ({ port }: Gate, password: string): Promise<boolean> => {
  const will = { topic: topicOf("B", "state"), payload: Buffer.from("{}"), qos: 1 as const, retain: true };
  const host = "127.0.0.1";
  const client = connectMqtt({ host, port, clientId: "A", username: "A", password, reconnectPeriod: 0, will });
  const taken = await new Promise<boolean>((resolve) => {
    client.once("connect", () => resolve(true));
    client.once("close", () => resolve(false));
    client.on("error", () => resolve(false));
  });
  client.end(true);
  return taken;
};

/** S1: what the store holds of a terminal that has said nothing. */
export const heldOf = ({ store: { read } }: TestBroker, terminal: string): string[] => [
  ...read.streams(terminal).map((s) => `stream ${s.stream}`),
  ...read.health(terminal).map((h) => `health of ${h.device}`),
  ...(read.terminal(terminal)?.status === "unknown" ? [] : ["a status"]),
];

/** SUBSCRIBE with all filters in one packet, which is where aedes stores the refused with the allowed; what was granted of them. */
const subscribed = async (client: MqttClient, filters: readonly string[]): Promise<string[]> => {
  const granted = new Promise<readonly unknown[]>((resolve) => {
    client.on("packetreceive", (packet) => packet.cmd === "suback" && resolve(packet.granted));
  });
  // MQTT.js calls a partial refusal an error; the SUBACK says which.
  client.subscribe([...filters], { qos: 1 }, () => undefined);
  const codes = await granted;
  return filters.filter((_, i) => codes[i] !== 128);
};

/** S2: what A hears that is not meant for it, and what it is granted, over three connections of one session. */
export const foreignDeliveries = async (gate: Gate, passwordA: string, passwordB: string): Promise<string[]> => {
  const own = `${topicOf("A", "cmd")} {"for":"A"}`;
  const filters = [topicOf("A", "cmd"), topicOf("B", "cmd"), "kiosk/v1/+/cmd", "kiosk/#", "#", "$SYS/#"];
  const got: string[] = [];
  const found: string[] = [];
  const b = await gate.client("B", passwordB);
  for (let round = 1; round <= 3; round++) {
    const a = await gate.client("A", passwordA, { clean: false });
    a.on("message", (topic, payload) => got.push(`${topic} ${payload.toString()}`));
    const granted = await subscribed(a, filters);
    found.push(...granted.filter((f) => f !== filters[0]).map((f) => `${f} granted`));
    if (!gate.send("B", "cmd", { for: "B" }) || !gate.send("A", "cmd", { for: "A" })) found.push("not sent");
    await b.publishAsync(topicOf("A", "cmd"), "from B", { qos: 1 });
    await until(() => got.filter((g) => g === own).length >= round);
    await pause(30);
    await a.endAsync();
    gate.send("B", "cmd", { for: "B", while: "A is away" });
  }
  await b.endAsync();
  if (got.filter((g) => g === own).length > 3) found.push("its own more than once");
  return [...found, ...got.filter((g) => g !== own)];
};

/** S10: who is off after A wrote to `$SYS` what brokers of a cluster tell each other. */
export const kickedOff = async (gate: Gate, passwordA: string, passwordB: string): Promise<string[]> => {
  const a = await gate.client("A", passwordA);
  const b = await gate.client("B", passwordB);
  const off: string[] = [];
  const gone = new Promise<void>((resolve) => {
    b.once("close", () => {
      off.push("B");
      resolve();
    });
  });
  await a.publishAsync("$SYS/x/new/clients", "B", { qos: 1 });
  await a.publishAsync("$SYS/x/heartbeat", "x", { qos: 1 });
  await Promise.race([gone, publishUp(b, "B", batchOf([paperRecord(1)]))]);
  if (!a.connected) off.push("A");
  const before = [...off];
  a.end(true);
  b.end(true);
  return before;
};

export const rawSocket = ({ port }: Pick<Gate, "port">): Socket =>
  connect(port, "127.0.0.1").on("error", () => undefined);

/** How long until the other side closed, ms; the socket is destroyed, and the answer is infinite, after `withinMs`. */
const closedAfter = (socket: Socket, withinMs: number): Promise<number> => {
  const start = performance.now();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(Number.POSITIVE_INFINITY);
      socket.destroy();
    }, withinMs);
    socket.resume().once("close", () => {
      clearTimeout(timer);
      resolve(performance.now() - start);
    });
  });
};

const mebibyte = Buffer.alloc(1 << 20);
const strangers: readonly (readonly [name: string, withinMs: number, bytes: readonly Buffer[]])[] = [
  ["a CONNECT that announces 256 MB", 300, [Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])]],
  ["a CONNECT of 1 MiB and more to come", 300, [Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]), mebibyte]],
  ["another protocol", 300, [Buffer.from("GET / HTTP/1.1\r\n\r\n")]],
  ["a malformed length", 300, [Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 1])]],
  ["a first packet that is not CONNECT", 300, [Buffer.from([0xc0, 0])]],
  ["silence", 1500, []],
];

/** S5: what nobody in particular may send or keep open for longer than it should be borne. */
export const borneTooLong = async (gate: Gate): Promise<string[]> => {
  const cut = strangers.map(async ([name, withinMs, bytes]) => {
    const socket = rawSocket(gate);
    for (const part of bytes) socket.write(part);
    return (await closedAfter(socket, withinMs)) < withinMs ? [] : [name];
  });
  return (await Promise.all([...cut, drippedTooLong(gate)])).flat();
};

/** A CONNECT that comes byte by byte, 30 ms apart: two seconds and more. */
const drippedTooLong = async (gate: Gate): Promise<string[]> => {
  const socket = rawSocket(gate);
  const bytes = connectPacket("A", "x".repeat(64));
  let i = 0;
  const drip = setInterval(() => socket.write(bytes.subarray(i, ++i)), 30);
  const took = await closedAfter(socket, 1500);
  clearInterval(drip);
  return took < 1500 ? [] : ["a CONNECT that drips"];
};
