import type { Clock } from "../../contract/index.ts";
import { type BytePort, DriverError } from "../api.ts";
import { hex, sameBytes } from "../wire/fields.ts";
import { Link, withRetries } from "../wire/link.ts";
import { decode, encode, looksLegacy, type Packet, packetLength, rule } from "./codec.ts";
import { isGarbled, isRefusal, textOfCodes } from "./status.ts";

/** §5: 1 s, three tries (project choice). */
const answerMs = 1_000;
const tries = 3;
/** A packet of ten bytes lasts 10.4 ms at 9600, 330 ms at 300. */
const interByteMs = 400;
/** Enough for three touches of the old six-byte format, wherever they begin. */
const legacyBytes = 48;

export interface Question<K extends Packet["kind"]> {
  readonly command: string;
  readonly data?: readonly number[];
  /** Kind of the packet that comes before the Ack; left out for commands that only get an Ack. */
  readonly want?: K;
  /** Picks the right one among packets of that kind: the axis of a calibration. */
  readonly fits?: (packet: Extract<Packet, { kind: K }>) => boolean;
  readonly timeoutMs?: number;
  readonly tries?: number;
  readonly signal: AbortSignal;
}

export interface Answer<K extends Packet["kind"]> {
  readonly packet: Extract<Packet, { kind: K }>;
  readonly frame: string;
  readonly codes: readonly string[];
}

interface Acked {
  readonly packet: Packet | undefined;
  readonly frame: string;
  readonly codes: readonly string[];
  readonly ack: string;
}

export interface ConversationOptions {
  readonly port: BytePort;
  readonly clock: Clock;
  readonly onTouch: (packet: Extract<Packet, { kind: "touch" }>, frame: string) => void;
  readonly onCodes: (codes: readonly string[], frame: string) => void;
}

/** Response, then Ack; touch packets between them go to the touch listener (§1.1). */
export class Conversation {
  readonly #link: Link;
  readonly #options: ConversationOptions;
  readonly #off: () => void;
  #tail: number[] = [];

  constructor(options: ConversationOptions) {
    this.#options = options;
    // Before the link, so that a good frame in these bytes wipes them again.
    this.#off = options.port.onData((bytes) => {
      this.#tail = [...this.#tail, ...bytes.slice(-legacyBytes)].slice(-legacyBytes);
    });
    const { port, clock } = options;
    this.#link = new Link({ port, clock, rule, maxLength: packetLength, interByteMs, keepHalfFrame: true });
    this.#link.onUnsolicited((frame) => this.#heard(frame));
  }

  /** Throws `DriverError`; `refused` if the controller does not know or not allow the command. */
  async ask<K extends Packet["kind"] = "ack">(question: Question<K>): Promise<Answer<K>> {
    let resent = false;
    for (;;) {
      const { packet, frame, codes, ack } = await withRetries(question.tries ?? tries, () => this.#once(question));
      this.#options.onCodes(codes, ack);
      if (packet) return { packet: packet as Extract<Packet, { kind: K }>, frame, codes };
      this.#link.countError();
      if (!isGarbled(codes) || resent) {
        const text = `${this.#options.port.path}: ${question.command} refused: ${textOfCodes(codes)}`;
        throw new DriverError("refused", text, { codes, frame: ack });
      }
      resent = true; // §5: Ack '3' → once
    }
  }

  /** True if what came since the last good packet are touches of the old six-byte format. */
  speaksLegacy(): boolean {
    return looksLegacy(Uint8Array.from(this.#tail));
  }

  measures(): Record<string, number> {
    return this.#link.measures();
  }

  close(): void {
    this.#off();
    this.#link.close();
  }

  #once<K extends Packet["kind"]>({ command, data, want, fits, timeoutMs, signal }: Question<K>): Promise<Acked> {
    const bytes = encode(command, data);
    let response: { packet: Packet; frame: string } | undefined;
    const match = (raw: Uint8Array): Acked | undefined => {
      const packet = decode(raw);
      const frame = hex(raw);
      const mine = packet.kind === want && (fits?.(packet as Extract<Packet, { kind: K }>) ?? true);
      // The echo of a set looks like its answer (Ser2 bit 7); the packet before the Ack is the one that counts.
      if (packet.kind !== "ack" && mine && !(response && sameBytes(raw, bytes))) response = { packet, frame };
      if (packet.kind !== "ack") return undefined;
      this.#tail = [];
      const { codes } = packet;
      if (want === undefined || want === "ack") {
        if (isRefusal(codes) && command !== "a") return { packet: undefined, frame, codes, ack: frame };
        return { packet, frame, codes, ack: frame };
      }
      // An Ack that neither answers nor refuses belongs to a question that was given up: wait on.
      if (!response && !isRefusal(codes)) return undefined;
      return { packet: response?.packet, frame: response?.frame ?? frame, codes, ack: frame };
    };
    return this.#link.ask({ bytes, timeoutMs: timeoutMs ?? answerMs, match, signal });
  }

  #heard(raw: Uint8Array): void {
    this.#tail = [];
    const packet = decode(raw);
    if (packet.kind === "touch") this.#options.onTouch(packet, hex(raw));
  }
}
