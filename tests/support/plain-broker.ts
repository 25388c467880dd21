import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { type Presence, topicOf, type UpBatch, type WireRecord } from "../../contract/index.ts";

/** The barest centre an agent can talk to: real MQTT, batches kept in memory, acks when told. */
export interface PlainBroker {
  readonly url: string;
  readonly states: Presence[];
  readonly inventories: unknown[];
  readonly batches: UpBatch[];
  /** True: each batch is acknowledged as it comes. */
  acknowledge: boolean;
  /** True: SUBSCRIBE is refused. */
  refuse: boolean;
  records(kind?: string): WireRecord[];
  send(channel: "cmd" | "ack" | "config", payload: unknown): void;
  /** Sends the ack of everything received so far. */
  ackAll(): void;
  /** Cuts every connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

export const plainBroker = async (terminal: string, port = 0): Promise<PlainBroker> => {
  const aedes = await Aedes.createBroker({});
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new RangeError("no address");
  const seen = new Map<string, Set<number>>();
  const say = (channel: "cmd" | "ack" | "config", payload: unknown) =>
    aedes.publish(
      {
        cmd: "publish",
        topic: topicOf(terminal, channel),
        payload: Buffer.from(JSON.stringify(payload)),
        qos: channel === "cmd" ? 1 : 0,
        retain: false,
        dup: false,
      },
      () => undefined,
    );
  const ack = (stream: string) => {
    const seqs = seen.get(stream) ?? new Set<number>();
    let upTo = 0;
    while (seqs.has(upTo + 1)) upTo++;
    const also: [number, number][] = [];
    for (const n of [...seqs].filter((s) => s > upTo).sort((a, b) => a - b)) {
      const last = also.at(-1);
      if (last && last[1] === n - 1) last[1] = n;
      else also.push([n, n]);
    }
    say("ack", { v: 1, stream, upTo, also: also.slice(0, 32), at: Date.now() });
  };
  const broker: PlainBroker = {
    url: `mqtt://127.0.0.1:${address.port}`,
    states: [],
    inventories: [],
    batches: [],
    acknowledge: true,
    refuse: false,
    records: (kind) => broker.batches.flatMap((b) => b.records).filter((r) => kind === undefined || r.kind === kind),
    send: say,
    ackAll: () => {
      for (const stream of seen.keys()) ack(stream);
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  aedes.authorizeSubscribe = (_client, subscription, done) => done(null, broker.refuse ? null : subscription);
  aedes.on("publish", (packet) => {
    const value = packet.topic.startsWith("kiosk/") ? (JSON.parse(packet.payload.toString()) as unknown) : undefined;
    if (packet.topic === topicOf(terminal, "state")) broker.states.push(value as Presence);
    if (packet.topic === topicOf(terminal, "inventory")) broker.inventories.push(value);
    if (packet.topic !== topicOf(terminal, "up")) return;
    const batch = value as UpBatch;
    broker.batches.push(batch);
    const seqs = seen.get(batch.stream) ?? new Set<number>();
    seen.set(batch.stream, seqs);
    for (const record of batch.records) seqs.add(record.seq);
    if (broker.acknowledge) ack(batch.stream);
  });
  return broker;
};

/** Waits until `what` is true, by looking again and again; fails with its name after `ms`. */
export const until = async (name: string, what: () => boolean, ms = 8_000): Promise<void> => {
  const end = performance.now() + ms;
  while (!what()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain for: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
