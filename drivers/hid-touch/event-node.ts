import { type Clock, sleep } from "../../contract/index.ts";
import { DriverError, isDriverError } from "../api.ts";
import type { FileStream, StreamOpener } from "../system/stream.ts";
import { type Cut, cut, noTail, types } from "./codec.ts";
import { Contacts } from "./contacts.ts";
import type { TimedChange } from "./surface.ts";
import { Timeline } from "./timeline.ts";

/** A reader that cannot open its node says so within this. */
const openMs = 200;
/** A node that was lost this soon is not tried again before as long has passed. */
const soonMs = 5_000;

export interface EventNodeOptions {
  readonly clock: Clock;
  readonly open: StreamOpener;
  /** The changes of one chunk, in order. */
  readonly onChanges: (changes: readonly TimedChange[]) => void;
  readonly onLost: () => void;
}

interface Opened {
  readonly key: string;
  readonly stream: FileStream;
  readonly at: number;
  lost: DriverError | undefined;
}

/** The event node of the touchscreen, read as it goes: records to changes of contacts. At most one is open. */
export class EventNode {
  readonly #options: EventNodeOptions;
  #opened: Opened | undefined;
  #tail = noTail;
  #contacts = new Contacts(false);
  #timeline = new Timeline();
  #frames = 0;
  #damaged = 0;
  #discarded = 0;

  constructor(options: EventNodeOptions) {
    this.#options = options;
  }

  /** Whether this very node is open, or was just tried in vain. */
  isOpen(key: string): boolean {
    const opened = this.#opened;
    return opened?.key === key && (!opened.lost || this.#options.clock.mono() - opened.at < soonMs);
  }

  /** Why it is not read now; `undefined` if it is. */
  lost(): DriverError | undefined {
    return this.#opened ? this.#opened.lost : new DriverError("closed", "no event node is open");
  }

  /** Opens a node; `key` names it and the coming of the device it belongs to. */
  async open(path: string, key: string, multi: boolean, signal: AbortSignal): Promise<void> {
    await this.close();
    const { clock, open } = this.#options;
    this.#tail = noTail;
    this.#contacts = new Contacts(multi);
    this.#timeline = new Timeline();
    const opened: { key: string; at: number; lost: DriverError | undefined; stream: FileStream } = {
      key,
      at: clock.mono(),
      lost: undefined,
      stream: open(path, {
        data: (bytes) => {
          if (this.#opened === opened) this.#data(bytes);
        },
        ended: (reason) => {
          opened.lost = reason;
          if (this.#opened === opened && clock.mono() - opened.at >= soonMs) this.#options.onLost();
        },
      }),
    };
    this.#opened = opened;
    await sleep(clock, openMs, signal).catch(() => {
      throw new DriverError("aborted", `${path}: stopped by the caller`);
    });
  }

  async close(): Promise<void> {
    const was = this.#opened;
    this.#opened = undefined;
    await was?.stream.close();
  }

  measures(): Record<string, number> {
    return { linkFrames: this.#frames, linkErrors: this.#damaged, linkDiscardedBytes: this.#discarded };
  }

  #data(bytes: Uint8Array): void {
    const { records, tail, discarded }: Cut = cut(this.#tail, bytes);
    this.#tail = tail;
    this.#discarded += discarded;
    if (discarded > 0) this.#damaged += 1;
    const last = records.at(-1);
    if (!last) return;
    this.#timeline.arrived(last.timeUs, this.#options.clock.mono());
    const changes: TimedChange[] = [];
    for (const record of records) {
      if (record.type === types.syn && record.code === 0) this.#frames += 1;
      const at = this.#timeline.at(record.timeUs);
      for (const change of this.#contacts.take(record)) changes.push({ ...change, at });
    }
    if (changes.length > 0) this.#options.onChanges(changes);
  }
}

/** The node is there and works for the kiosk; only we may not read it. */
export const isDenied = (error: DriverError | undefined): boolean => isDriverError(error, "portDenied", "portBusy");
