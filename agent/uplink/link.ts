import mqtt from "mqtt";
import {
  AppError,
  type Clock,
  channels,
  type DownChannel,
  downChannels,
  messageOf,
  type Presence,
  parseTopic,
  topicOf,
  type UpChannel,
} from "../../contract/index.ts";

export interface LinkOptions {
  readonly url: string;
  readonly terminal: string;
  readonly password?: string;
  readonly ca?: string;
  readonly keepaliveSeconds: number;
  readonly will: Presence;
  readonly clock: Clock;
  /** Ends the link at once, also while it is being made. */
  readonly signal: AbortSignal;
  /** Called before the message is acknowledged to the broker; must not throw. */
  readonly onMessage: (channel: DownChannel, payload: Uint8Array) => void;
}

/** One connection, from CONNECT to its end. It never reconnects: the next attempt is a new link. */
export interface Link {
  /** Hands bytes to the connection; what is lost with it is sent again by its owner. */
  publish(channel: UpChannel, payload: string): void;
  /** Publishes and waits for the broker's PUBACK. Throws `AppError("linkLost")` or `AppError("timeout")`. */
  confirm(channel: UpChannel, payload: string, timeoutMs: number): Promise<void>;
  /** Resolves with the reason once the connection is over. */
  readonly over: Promise<string>;
  /** Ends it: `clean` says goodbye first, so that the broker does not publish our will. Never hangs. */
  end(clean: boolean): Promise<void>;
}

const connectMs = 10_000;
const subscribeMs = 10_000;
const endMs = 1_000;
const refused = 128;

const lostBy = (what: string, error: unknown): AppError =>
  error instanceof AppError ? error : new AppError("linkLost", `${what}: ${messageOf(error)}`, {}, { cause: error });

const within = <T>(clock: Clock, ms: number, what: string, over: Promise<string>, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => reject(new AppError("timeout", `${what}: no answer within ${ms} ms`)));
    const end = (settle: () => void) => {
      timer.cancel();
      settle();
    };
    work.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(lostBy(what, error))),
    );
    void over.then((reason) => end(() => reject(new AppError("linkLost", `${what}: ${reason}`))));
  });

const clientOf = (options: LinkOptions): mqtt.MqttClient => {
  const { url, terminal, password, ca, keepaliveSeconds, will } = options;
  return mqtt.connect(url, {
    protocolVersion: 4,
    clean: true,
    clientId: terminal,
    ...(password !== undefined && { username: terminal, password }),
    ...(ca !== undefined && { ca }),
    keepalive: keepaliveSeconds,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: connectMs,
    will: { topic: topicOf(terminal, "state"), payload: Buffer.from(JSON.stringify(will)), qos: 1, retain: true },
  });
};

const receiveInto = (client: mqtt.MqttClient, { terminal, onMessage }: LinkOptions): void => {
  client.handleMessage = (packet, done) => {
    const topic = parseTopic(packet.topic);
    const channel = downChannels.find((c) => c === topic?.channel);
    if (channel && topic?.terminal === terminal) onMessage(channel, Buffer.from(packet.payload));
    done();
  };
};

/** One filter a packet, so that a refusal forgets no other; the client rejects for code 128, an old broker may only grant it. */
const subscribe = async (client: mqtt.MqttClient, terminal: string, channel: DownChannel): Promise<void> => {
  const notGranted = (cause?: unknown) =>
    new AppError("notGranted", `the broker refused channel ${channel}`, { channel }, { cause });
  const granted = await client
    .subscribeAsync(topicOf(terminal, channel), { qos: channels[channel].qos })
    .catch((error: unknown) => {
      throw notGranted(error);
    });
  if (granted[0]?.qos === undefined || Number(granted[0].qos) === refused) throw notGranted();
};

/**
 * Connects and subscribes to our three channels, one SUBSCRIBE each, and checks what was granted: a refusal in a common packet would forget the
 * others. Throws `AppError` `linkLost`, `timeout` or `notGranted`; then nothing is left open.
 */
export const openLink = async (options: LinkOptions): Promise<Link> => {
  const { clock, terminal, signal } = options;
  const client = clientOf(options);
  receiveInto(client, options); // in the same tick as connect, or a message could be acknowledged unseen
  let why = "the connection was closed";
  client.on("error", (error) => {
    why = error.message || (error as { code?: string }).code || error.name;
  });
  const over = new Promise<string>((resolve) => {
    client.once("close", () => {
      client.end(true);
      resolve(why);
    });
    const abort = () => {
      client.end(true);
      resolve("the agent stops");
    };
    signal.addEventListener("abort", abort, { once: true });
    client.once("close", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
  });
  const connected = new Promise<void>((resolve) => client.once("connect", () => resolve()));
  try {
    await within(clock, connectMs + 1_000, "connect", over, connected);
    for (const channel of downChannels)
      await within(clock, subscribeMs, `subscribe ${channel}`, over, subscribe(client, terminal, channel));
  } catch (error) {
    client.end(true);
    throw error;
  }
  const optionsOf = (channel: UpChannel) => ({ qos: channels[channel].qos, retain: channels[channel].retain });
  return {
    over,
    publish: (channel, payload) => {
      client.publish(topicOf(terminal, channel), payload, optionsOf(channel), () => {
        // The broker's own `ack` counts, not this one; a publish lost with the link is offered again at the next.
      });
    },
    confirm: async (channel, payload, timeoutMs) => {
      const done = client.publishAsync(topicOf(terminal, channel), payload, optionsOf(channel));
      await within(clock, timeoutMs, `publish ${channel}`, over, done);
    },
    async end(clean) {
      if (clean) await within(clock, endMs, "disconnect", over, client.endAsync(false)).catch(() => undefined); // closed hard below
      client.end(true);
      // A client that is ending already waits for PUBACKs that were lost on the way, and would keep the process alive: a second `end` does nothing.
      client.stream?.destroy();
    },
  };
};
