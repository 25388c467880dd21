import type { Clock, Timer } from "../../../contract/index.ts";
import { messageOf } from "../../../contract/plain.ts";
import type { SerialLine } from "../../api.ts";
import { newPort, openError } from "../serial.ts";
import type { ApplicationSide, Side } from "./relay.ts";

export interface RealPortOptions {
  readonly path: string;
  readonly line: SerialLine;
  readonly baudRate: number;
  readonly clock: Clock;
  readonly onData: (bytes: Uint8Array) => void;
  /** The port opened, or went away and why. */
  readonly onState: (up: boolean, why: string) => void;
  /** Told to wait while the line takes no more, as a real port would make it wait. */
  readonly application: Pick<ApplicationSide, "pause" | "resume">;
}

const reopenMs = 1_000;
/** What the line has not taken yet. Beyond `high` the application waits; what it wrote before still goes out. */
const high = 8 * 1024;
const low = 2 * 1024;

/**
 * The real port: opened again and again for as long as it is away, and never a deadline on what is written: a printer that is busy for a
 * minute gets its bytes a minute later. Bytes written while the port is away are lost, as with a pulled cable.
 */
export class RealPort implements Side {
  readonly #options: RealPortOptions;
  #port: ReturnType<typeof newPort> | undefined;
  #again: Timer | undefined;
  #waiting = 0;
  #paused = false;
  #closed = false;

  constructor(options: RealPortOptions) {
    this.#options = options;
    this.#open();
  }

  write(bytes: Uint8Array): boolean {
    const port = this.#port;
    if (!port?.isOpen) return false;
    this.#waiting += bytes.length;
    port.write(Buffer.from(bytes), (error) => {
      if (port !== this.#port) return;
      // A loss right after the open is noticed by nothing but a write.
      if (error) this.#lost(port, messageOf(error));
      else this.#taken(bytes.length);
    });
    if (this.#waiting > high && !this.#paused) {
      this.#paused = true;
      this.#options.application.pause();
    }
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#again?.cancel();
    const port = this.#port;
    this.#port = undefined;
    if (port?.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  #taken(bytes: number): void {
    this.#waiting -= bytes;
    if (this.#paused && this.#waiting < low) this.#goOn();
  }

  #goOn(): void {
    this.#paused = false;
    this.#options.application.resume();
  }

  /** A new object each time: after a write error the old one says it opened and never writes again. */
  #open(): void {
    const { path, line, baudRate, onData } = this.#options;
    try {
      const port = newPort(path, line, baudRate);
      this.#port = port;
      // Before the open: without a reader an unplugged port is never noticed.
      port.on("data", onData);
      port.on("error", (error) => this.#lost(port, messageOf(error)));
      port.on("close", () => this.#lost(port, "the port went away"));
      port.open((error) => this.#opened(port, error));
    } catch (error) {
      this.#lost(undefined, messageOf(error));
    }
  }

  #opened(port: ReturnType<typeof newPort>, error: Error | null): void {
    if (this.#closed) {
      if (port.isOpen) port.close();
      return;
    }
    if (error) return this.#lost(port, openError(this.#options.path, error).message);
    // What lay in the kernel before is nobody's answer; a line that cannot flush goes on without.
    port.flush(() => this.#options.onState(true, ""));
  }

  #lost(port: ReturnType<typeof newPort> | undefined, why: string): void {
    if (this.#closed || port !== this.#port) return;
    this.#port = undefined;
    this.#waiting = 0;
    if (this.#paused) this.#goOn();
    this.#options.onState(false, why);
    if (port?.isOpen) port.close(() => undefined);
    this.#again = this.#options.clock.after(reopenMs, () => this.#open());
  }
}
