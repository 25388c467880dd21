import type { Clock } from "../../contract/index.ts";
import { type BytePort, type DetectTalk, DriverError } from "../api.ts";

/** More than any answer has; what goes on for longer is no answer. */
const mostBytes = 4_096;

/** Bytes of a usual answer. */
const usualAnswer = 32;
/** How long a question and its answer are on the wire, ms: 40 at 9600, over a second at 300. Ten bits a byte. */
export const wireMs = (baudRate: number, questionBytes: number): number =>
  (10_000 * (questionBytes + usualAnswer)) / baudRate;

/** One open port, seen as a line of questions and silences. */
export class LineTalk implements DetectTalk {
  readonly #port: BytePort;
  readonly #baudRate: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #off: (() => void)[];
  #heard = new Uint8Array(0);
  #wake: () => void = () => undefined;
  #gone: DriverError | undefined;
  #bytes = 0;
  #echoes = false;
  #strange = 0;

  constructor(port: BytePort, baudRate: number, clock: Clock, signal: AbortSignal) {
    this.#port = port;
    this.#baudRate = baudRate;
    this.#clock = clock;
    this.#signal = signal;
    const onAbort = () => this.#wake();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#off = [
      port.onData((bytes) => this.#receive(bytes)),
      port.onClose((reason) => {
        this.#gone = reason;
        this.#wake();
      }),
      () => signal.removeEventListener("abort", onAbort),
    ];
  }

  readonly ask = async <T>(
    bytes: Uint8Array,
    ms: number,
    match: (heard: Uint8Array) => T | undefined,
  ): Promise<T | undefined> => {
    this.#heard = new Uint8Array(0);
    await this.send(bytes);
    const until = this.#clock.mono() + ms + wireMs(this.#baudRate, bytes.length);
    for (;;) {
      const said = match(this.#withoutEcho(bytes));
      if (said !== undefined) return said;
      if (await this.#more(until)) continue;
      this.#strange += this.#withoutEcho(bytes).length;
      return undefined;
    }
  };

  readonly send = async (bytes: Uint8Array): Promise<void> => {
    this.#check();
    await this.#port.write(bytes);
  };

  /** Says nothing for so long, and returns what was heard meanwhile. */
  async listen(ms: number): Promise<Uint8Array> {
    this.#heard = new Uint8Array(0);
    const until = this.#clock.mono() + ms;
    while (await this.#more(until));
    return this.#heard;
  }

  /** Bytes that answered no question, since this was asked last. */
  takeStrange(): number {
    const was = this.#strange;
    this.#strange = 0;
    return was;
  }

  /** Bytes heard in all. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The line sends back what it got. */
  get echoes(): boolean {
    return this.#echoes;
  }

  /** Lets go of the port's listeners; the port is closed by its owner. */
  close(): void {
    for (const off of this.#off) off();
    this.#wake();
  }

  #check(): void {
    if (this.#signal.aborted) throw new DriverError("aborted", `${this.#port.path}: stopped by the caller`);
    if (this.#gone) throw this.#gone;
  }

  #receive(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    const all = new Uint8Array(this.#heard.length + bytes.length);
    all.set(this.#heard);
    all.set(bytes, this.#heard.length);
    this.#heard = all.slice(-mostBytes);
    this.#wake();
  }

  /** A two-wire adapter or a plug that bridges the pins sends back what it got. */
  #withoutEcho(sent: Uint8Array): Uint8Array {
    const isEcho = sent.length > 0 && sent.every((byte, n) => this.#heard[n] === byte);
    if (!isEcho) return this.#heard;
    this.#echoes = true;
    return this.#heard.slice(sent.length);
  }

  /** True when more has come, false when the time is over. Throws `DriverError` `aborted`, or why the port was lost. */
  async #more(until: number): Promise<boolean> {
    this.#check();
    const left = until - this.#clock.mono();
    if (left <= 0) return false;
    const before = this.#bytes;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(left, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = () => undefined;
    this.#check();
    return this.#bytes > before;
  }
}
