import { connect, type Socket } from "node:net";

const encodeLength = (n: number): number[] => {
  const bytes: number[] = [];
  do {
    bytes.push((n % 128) | (n >= 128 ? 0x80 : 0));
    n = Math.floor(n / 128);
  } while (n > 0);
  return bytes;
};
const field = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};
const packet = (header: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([header, ...encodeLength(body.length)]), body]);
};

/** CONNECT of MQTT 3.1.1 with a clean session, user name and password (§3.1). */
export const connectPacket = (id: string, password: string, keepaliveS = 20): Buffer =>
  packet(
    0x10,
    field("MQTT"),
    Buffer.from([4, 0xc2, keepaliveS >> 8, keepaliveS & 0xff]),
    field(id),
    field(id),
    field(password),
  );

/** PUBLISH with QoS 1 (§3.3). */
export const publishPacket = (topic: string, payload: string, messageId: number): Buffer => {
  const topicLength = Buffer.byteLength(topic);
  const payloadLength = Buffer.byteLength(payload);
  const remaining = 2 + topicLength + 2 + payloadLength;
  const length = encodeLength(remaining);
  const out = Buffer.allocUnsafe(1 + length.length + remaining);
  out[0] = 0x32;
  let at = 1;
  for (const byte of length) out[at++] = byte;
  at = out.writeUInt16BE(topicLength, at);
  at += out.write(topic, at, "latin1");
  at = out.writeUInt16BE(messageId, at);
  out.write(payload, at);
  return out;
};

/** SUBSCRIBE to one filter at QoS 1 (§3.8). */
export const subscribePacket = (filter: string): Buffer =>
  packet(0x82, Buffer.from([0, 1]), field(filter), Buffer.from([1]));

/** A client of a few lines for load: knows CONNACK and PUBACK, skips everything else without looking at it. */
export class RawClient {
  readonly socket: Socket;
  #skip = 0;
  #header: number[] = [];
  #messageId = 0;
  /** Called with the number of PUBACKs in one piece of data. */
  onAcks: (count: number) => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  /** Rejects if the connection is refused or ends before CONNACK. */
  static open(address: { host: string; port: number }, id: string, password: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(address);
      socket.once("error", reject);
      socket.once("close", () => reject(new Error(`${id}: closed before CONNACK`)));
      socket.once("connect", () => socket.write(connectPacket(id, password)));
      socket.once("data", (connack: Buffer) => {
        if (connack[0] !== 0x20 || connack[3] !== 0)
          return reject(new Error(`${id}: CONNACK ${connack.toString("hex")}`));
        socket.removeAllListeners("close");
        socket.removeListener("error", reject);
        socket.on("error", () => undefined);
        resolve(new RawClient(socket));
      });
    });
  }

  publish(topic: string, payload: string): void {
    this.#messageId = (this.#messageId % 65_535) + 1;
    this.socket.write(publishPacket(topic, payload, this.#messageId));
  }

  #read(chunk: Buffer): void {
    let acks = 0;
    for (let i = 0; i < chunk.length; ) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - i);
        this.#skip -= step;
        i += step;
        continue;
      }
      this.#header.push(chunk[i++] as number);
      if (this.#header.length < 2 || (this.#header.at(-1) as number) & 0x80) continue;
      if ((this.#header[0] as number) >> 4 === 4) acks += 1;
      this.#skip = this.#header.slice(1).reduce((sum, byte, n) => sum + (byte & 0x7f) * 128 ** n, 0);
      this.#header = [];
    }
    if (acks > 0) this.onAcks(acks);
  }
}
