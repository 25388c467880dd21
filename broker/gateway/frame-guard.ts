import type { Socket } from "node:net";
import type { Localized } from "../../contract/index.ts";
import { malformedLength, notConnect, tooLargeText } from "./refusals.ts";

/** Bytes of one MQTT packet, fixed header left out. */
export interface FrameLimits {
  /** The first packet, before anything is known of the sender. */
  readonly beforeConnect: number;
  readonly afterConnect: number;
}

const connectType = 1;

/** Why a stream of bytes is not (any more) the MQTT we take. */
export type Violation = { readonly reason: Localized; readonly size: number };

/**
 * Walks the fixed headers of a byte stream without keeping any of it: type, remaining length (MQTT 3.1.1 §2.2.3, at most four bytes), skip.
 * `feed` returns the first violation, before the packet's body has been read.
 */
export class FrameWalker {
  readonly #limits: FrameLimits;
  #skip = 0;
  #inHeader = false;
  #first = true;
  #type = 0;
  #length = 0;
  #shift = 0;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  feed(chunk: Uint8Array): Violation | undefined {
    let i = 0;
    while (i < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - i);
        this.#skip -= step;
        i += step;
        continue;
      }
      const bad = this.#header(chunk[i++] as number);
      if (bad) return bad;
    }
    return undefined;
  }

  #header(byte: number): Violation | undefined {
    if (!this.#inHeader) {
      this.#inHeader = true;
      this.#type = byte >> 4;
      this.#length = 0;
      this.#shift = 0;
      if (this.#first && this.#type !== connectType) return { reason: notConnect, size: 0 };
      return undefined;
    }
    this.#length += (byte & 0x7f) * 2 ** this.#shift;
    this.#shift += 7;
    if (byte & 0x80) return this.#shift > 21 ? { reason: malformedLength, size: 0 } : undefined;
    const limit = this.#first ? this.#limits.beforeConnect : this.#limits.afterConnect;
    if (this.#length > limit) return { reason: tooLargeText("packet", this.#length, limit), size: this.#length };
    this.#skip = this.#length;
    this.#inHeader = false;
    this.#first = false;
    return undefined;
  }
}

/**
 * Puts the walker before everything that reads `socket` (plain or TLS): aedes itself has no limit and would buffer 256 MB of an unauthenticated
 * CONNECT. On a violation the bytes are dropped, `onViolation` is told, and the socket is destroyed.
 */
export const guardFrames = (socket: Socket, limits: FrameLimits, onViolation: (violation: Violation) => void): void => {
  const walker = new FrameWalker(limits);
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (!(chunk instanceof Uint8Array)) return push(chunk, encoding);
    const violation = walker.feed(chunk);
    if (!violation) return push(chunk, encoding);
    socket.push = push;
    onViolation(violation);
    socket.destroy();
    return false;
  };
};
