import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type BrokerConfig, defaultBrokerConfig } from "../../broker/config.ts";
import { enrolTerminal } from "../../broker/fleet/enrol.ts";
import { type RunningBroker, startBroker } from "../../broker/main.ts";
import { systemRandom } from "../../broker/random.ts";
import { type DeviceHealth, systemClock, topicOf, type WireRecord } from "../../contract/index.ts";

/** A whole broker in this process, on free ports, with its data in a folder of its own. */
export interface TestBroker extends RunningBroker {
  readonly folder: string;
  readonly errors: string[];
  enrol(id: string, site?: string): Promise<string>;
  /** A connected MQTT.js client of an enrolled terminal. */
  client(id: string, password: string, more?: IClientOptions): Promise<MqttClient>;
  end(): Promise<void>;
}

/** A connected MQTT.js client that calls itself `id`, and does not come back by itself. */
export const connectTerminal = async (
  port: number,
  id: string,
  password: string,
  more: IClientOptions = {},
): Promise<MqttClient> => {
  const client = await connectAsync({
    host: "127.0.0.1",
    port,
    protocol: "mqtt",
    clientId: id,
    username: id,
    password,
    keepalive: 20,
    reconnectPeriod: 0,
    protocolVersion: 4,
    ...more,
  });
  client.on("error", () => undefined);
  return client;
};

export const startTestBroker = async (
  mqtt: Partial<BrokerConfig["mqtt"]> = {},
  folder = mkdtempSync(join(tmpdir(), "roundsman-broker-")),
): Promise<TestBroker> => {
  const config = defaultBrokerConfig();
  const errors: string[] = [];
  const note = (_: unknown, text: string): void => void errors.push(text);
  const broker = await startBroker(
    { ...config, dataFolder: folder, mqtt: { ...config.mqtt, port: 0, ...mqtt }, http: { ...config.http, port: 0 } },
    { log: { info: () => undefined, warn: note, error: note } },
  );
  const clients: MqttClient[] = [];
  return Object.assign(broker, {
    folder,
    errors,
    enrol: (id: string, site = "") =>
      broker.store.write(
        (tx) => enrolTerminal(tx, { id, site }, { clock: systemClock, random: systemRandom }).password,
      ),
    client: async (id: string, password: string, more: IClientOptions = {}) => {
      const client = await connectTerminal(broker.mqttPort, id, password, more);
      clients.push(client);
      return client;
    },
    end: async () => {
      for (const client of clients) client.end(true);
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  });
};

export const testStream = "0123456789abcdef.urgent";

/** A health record of a printer; `paper` is its only state. */
export const paperRecord = (seq: number, paper = "full"): WireRecord => {
  const body: DeviceHealth = {
    deviceClass: "printer",
    availability: "online",
    components: { paper: { state: paper, since: Date.now() } },
    measures: { cuts: seq },
    observedAt: Date.now(),
    freshForMs: 60_000,
  };
  return { seq, order: seq, kind: "health", device: "printer", at: Date.now(), mono: 1000, body };
};

export const batchOf = (records: readonly unknown[], more: Record<string, unknown> = {}): string =>
  JSON.stringify({ v: 1, stream: testStream, boot: "b", sentAt: Date.now(), sentMono: 1000, records, ...more });

export const publishUp = (client: MqttClient, terminal: string, payload: string | Buffer): Promise<unknown> =>
  client.publishAsync(topicOf(terminal, "up"), payload, { qos: 1 });

/** Waits until `ready` is true, at most `withinMs`. */
export const until = async (ready: () => boolean, withinMs = 5000): Promise<void> => {
  const end = performance.now() + withinMs;
  while (!ready()) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${ready.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
