import type { Socket } from "node:net";
import type { AuthenticateError, Client, ConnectPacket, PublishPacket, Subscription } from "aedes";
import {
  AppError,
  type Clock,
  channels,
  type DownChannel,
  isTerminalId,
  maxPayloadBytes,
  mayPublish,
  maySubscribe,
  parseTopic,
  topicOf,
  type UpChannel,
} from "../../contract/index.ts";
import type { Downlink } from "../downlink.ts";
import type { Arrival } from "../ingest/arrival.ts";
import { secretMatches } from "./credentials.ts";
import { guardFrames, type Violation } from "./frame-guard.ts";
import { Listener, type ListenerOptions } from "./listener.ts";
import { publishQos0 } from "./packets.ts";
import { closedText, notTheirsText, tooLargeText } from "./refusals.ts";
import { Takeovers } from "./takeovers.ts";
import { TerminalBroker } from "./terminal-broker.ts";

export interface GatewayOptions extends ListenerOptions {
  /** Seconds; a terminal that asks for more, or for none, is refused. A dead link is noticed after one and a half times this. */
  readonly keepaliveLimitS: number;
  readonly connectTimeoutMs: number;
}
export interface GatewayDeps {
  readonly clock: Clock;
  credentialHash(terminal: string): string | undefined;
  accept(arrival: Arrival): void;
  onGone(terminal: string): void;
  onDuplicate(terminal: string, takeovers: number): void;
  onError(error: unknown): void;
}

/** A terminal that does not read has this many bytes waiting at most before acks to it are left out; they are cumulative. */
const ackBacklogBytes = 64 * 1024;
const limits = { beforeConnect: 4096, afterConnect: maxPayloadBytes + 256 };
const maxUnnamedViolations = 60;

const refusal = (returnCode: 2 | 4 | 5, text: string): AuthenticateError =>
  Object.assign(new Error(text), { returnCode }) as AuthenticateError;

/**
 * The MQTT side: who may connect, what they may say, and the way down to them. Holds no state of terminals but their connections.
 * Rules of aedes that shape it: PUBACK is sent when `authorizePublish` calls back, so that is where ingest commits; refused messages are
 * acknowledged and set aside; refused subscriptions are stored by aedes, so sessions are always clean and forwarding is checked again.
 */
export class Gateway implements Downlink {
  readonly #deps: GatewayDeps;
  readonly #listener: Listener;
  readonly #takeovers = new Takeovers();
  readonly #clients = new Map<string, Client>();
  #broker!: TerminalBroker;
  #closing = false;
  /** Whose socket it is, from the moment the password matched: aedes's own `connected` turns true only after CONNACK is out, and a quick sender is quicker. */
  readonly #authenticated = new WeakMap<object, string>();
  #unnamedViolations = 0;

  private constructor(options: GatewayOptions, deps: GatewayDeps) {
    this.#deps = deps;
    this.#listener = new Listener(options, (socket) => this.#onSocket(socket));
  }

  /** Starts to listen. Throws `AppError("listen")`. */
  static async start(options: GatewayOptions, deps: GatewayDeps): Promise<{ gateway: Gateway; port: number }> {
    const gateway = new Gateway(options, deps);
    gateway.#broker = await TerminalBroker.start({
      connectTimeout: options.connectTimeoutMs,
      keepaliveLimit: options.keepaliveLimitS,
      drainTimeout: 20_000,
      concurrency: 1000,
      queueLimit: 128,
      preConnect: (client, packet, done) => gateway.#preConnect(client, packet, done),
      authenticate: (client, user, password, done) => gateway.#authenticate(client, user, password, done),
      authorizePublish: (client, packet, done) => gateway.#authorizePublish(client, packet, done),
      authorizeSubscribe: (client, sub, done) => gateway.#authorizeSubscribe(client, sub, done),
      authorizeForward: (client, packet) => (maySubscribe(client.id, packet.topic) ? packet : null),
    });
    gateway.#listen();
    try {
      return { gateway, port: await gateway.#listener.listen() };
    } catch (error) {
      await gateway.#closeBroker();
      throw error;
    }
  }

  get connections(): number {
    return this.#listener.connections;
  }
  get terminals(): number {
    return this.#clients.size;
  }
  get turnedAway(): number {
    return this.#listener.turnedAway;
  }

  connected(terminal: string): boolean {
    return this.#clients.get(terminal)?.connected === true;
  }

  send(terminal: string, channel: DownChannel, payload: unknown): boolean {
    const client = this.#clients.get(terminal);
    if (!client?.connected || client.closed) return false;
    const topic = topicOf(terminal, channel);
    const text = JSON.stringify(payload);
    const { qos, retain } = channels[channel];
    if (qos === 0) return this.#sendQos0(client.conn as Socket, topic, text);
    const packet = { cmd: "publish", topic, payload: text, qos, retain, dup: false } as const;
    client.publish(packet, (error) => error && this.#deps.onError(error));
    return true;
  }

  drop(terminal: string): void {
    this.#clients.get(terminal)?.close();
  }

  /** Takes no new connection and no new message; what is on its way through ingest may still be answered. */
  stopAccepting(): void {
    this.#closing = true;
    this.#listener.stopAccepting();
  }

  /** Closes every connection. No will of these is taken: it is the broker that goes, not the terminals. */
  async close(): Promise<void> {
    this.stopAccepting();
    await this.#closeBroker();
    this.#listener.destroyAll();
  }

  #closeBroker(): Promise<void> {
    return new Promise((resolve) => this.#broker.close(() => resolve()));
  }

  #listen(): void {
    const broker = this.#broker;
    broker.on("client", (client) => void this.#clients.set(client.id, client));
    broker.on("clientDisconnect", (client) => {
      if (this.#clients.get(client.id) === client) this.#clients.delete(client.id);
      if (!this.#closing) this.#deps.onGone(client.id);
    });
    // A peer that breaks its connection or the protocol is everyday; without listeners it would end the process.
    broker.on("clientError", () => undefined);
    broker.on("connectionError", () => undefined);
    (broker as unknown as NodeJS.EventEmitter).on("error", (error: unknown) => this.#deps.onError(error));
  }

  #onSocket(socket: Socket): void {
    guardFrames(socket, limits, (violation) => this.#onViolation(socket, violation));
    this.#broker.handle(socket);
  }

  /** An oversize packet of a known terminal is noted; of strangers, only so many. */
  #onViolation(socket: Socket, { reason, size }: Violation): void {
    const terminal = this.#authenticated.get(socket) ?? "";
    if (terminal === "" && ++this.#unnamedViolations > maxUnnamedViolations) return;
    const refused = size > 0 ? reason : closedText(reason);
    this.#deps.accept({
      terminal,
      channel: "up",
      topic: "",
      payload: Buffer.alloc(0),
      refused,
      done: () => undefined,
      fail: (error) => this.#deps.onError(error),
    });
  }

  #preConnect(_client: Client, packet: ConnectPacket, done: (error: Error | null, ok: boolean) => void): void {
    if (this.#closing) return done(new Error("the broker is closing"), false);
    // Clean sessions only: aedes stores subscriptions that were refused and would deliver them at the next connect.
    packet.clean = true;
    const { clientId, will } = packet;
    if (will && will.topic !== topicOf(clientId, "state")) return done(new Error("a will on a foreign topic"), false);
    done(null, true);
  }

  #authenticate(
    client: Client,
    user: string | undefined,
    password: Buffer | undefined,
    done: (error: AuthenticateError | null, ok: boolean | null) => void,
  ): void {
    try {
      if (user !== client.id || !isTerminalId(client.id))
        return done(refusal(2, "client id is not the user name"), false);
      if (!secretMatches(this.#deps.credentialHash(client.id), password))
        return done(refusal(4, "unknown terminal or wrong password"), false);
      if (this.#clients.has(client.id)) this.#onTakeover(client.id);
      this.#authenticated.set(client.conn, client.id);
      done(null, true);
    } catch (error) {
      this.#deps.onError(error);
      (client.conn as Socket).destroy(); // temporary trouble: no CONNACK, so that the client tries again
    }
  }

  #onTakeover(terminal: string): void {
    const mono = this.#deps.clock.mono();
    this.#takeovers.prune(mono);
    const count = this.#takeovers.note(terminal, mono);
    if (count !== undefined) this.#deps.onDuplicate(terminal, count);
  }

  #authorizePublish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    // While closing, silence: nothing that is not committed may be acknowledged.
    if (this.#closing || !client) return;
    const { topic } = packet;
    const allowed = mayPublish(client.id, topic);
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const channel = allowed ? (parseTopic(topic)?.channel as UpChannel) : "up";
    const arrival = {
      terminal: client.id,
      channel,
      topic: topic.slice(0, 200),
      payload,
      done: () => done(null),
      fail: (error: Error) => done(error),
    };
    if (!allowed) this.#deps.accept({ ...arrival, refused: notTheirsText(client.id) });
    else if (payload.length > maxPayloadBytes)
      this.#deps.accept({ ...arrival, refused: tooLargeText("payload", payload.length, maxPayloadBytes) });
    else this.#deps.accept(arrival);
  }

  #authorizeSubscribe(
    client: Client,
    subscription: Subscription,
    done: (error: Error | null, subscription?: Subscription | null) => void,
  ): void {
    done(null, maySubscribe(client.id, subscription.topic) ? subscription : null);
  }

  /** Straight to the socket, in the same turn as the PUBACKs before it: one system call for both. */
  #sendQos0(socket: Socket, topic: string, text: string): boolean {
    if (socket.destroyed || socket.writableLength > ackBacklogBytes) return false;
    try {
      socket.write(publishQos0(topic, text));
      return true;
    } catch (error) {
      this.#deps.onError(new AppError("downlink", "cannot write", { topic }, { cause: error }));
      return false;
    }
  }
}
