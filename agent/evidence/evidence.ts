import {
  type Clock,
  contractVersion,
  type EvidenceBundle,
  type EvidenceDevice,
  type EvidencePart,
  type EvidenceReceipt,
} from "../../contract/index.ts";
import type { DeviceRunner } from "../devices/runner.ts";
import type { NewRecord } from "../outbox/record.ts";
import { notesOf } from "./describe.ts";
import { pack, partsOf } from "./pack.ts";
import { RecentChanges } from "./recent-changes.ts";
import { exchangeOf } from "./recent-frames.ts";
import type { RecentLog } from "./recent-log.ts";

export interface EvidenceOptions {
  readonly terminal: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: RecentLog;
  readonly outbox: () => EvidenceBundle["agent"]["outbox"];
}

/** What is asked for: the log and the health of all devices, and the frames of one of them or of all. */
export interface Wish {
  readonly id: string;
  readonly device: string;
  readonly minutes: number;
  readonly all: boolean;
}

export interface Collected {
  readonly receipt: EvidenceReceipt;
  readonly parts: readonly EvidencePart[];
}

/** What the agent remembers of the last minutes, and how it is put together. Memory only: nothing of it outlives the process. */
export class Evidence {
  readonly #options: EvidenceOptions;
  readonly #changes = new RecentChanges();
  readonly #startedAt: number;

  constructor(options: EvidenceOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /** A record of a device on its way to the outbox. */
  noted(record: NewRecord): void {
    this.#changes.noted(record, this.#options.clock.mono());
  }

  async collect(wish: Wish, runners: readonly DeviceRunner[]): Promise<Collected> {
    const { bundle, bytes } = await pack(this.#bundle(wish, runners));
    const parts = partsOf(wish.id, bytes);
    const { leftOut } = bundle;
    const complete = Object.values(leftOut).every((n) => n === 0);
    return { receipt: { parts: parts.length, bytes: bytes.length, complete, leftOut }, parts };
  }

  #bundle({ device, minutes, all }: Wish, runners: readonly DeviceRunner[]): EvidenceBundle {
    const { clock, terminal, version, log, outbox } = this.#options;
    const mono = clock.mono();
    const collectedAt = clock.now();
    const wall = (at: number): number => Math.max(0, Math.round(collectedAt - (mono - at)));
    const from = mono - minutes * 60_000;
    const devices = runners.map((runner) => deviceOf(runner, all || runner.id === device ? from : undefined, wall));
    const changes = this.#changes.changes(from);
    const notes = this.#changes.notes(from);
    const lines = log.since(from);
    return {
      v: contractVersion,
      terminal,
      collectedAt,
      minutes,
      agent: { version, node: process.version, startedAt: this.#startedAt, outbox: outbox() },
      devices: devices.map(({ view }) => view),
      changes: changes.entries.map((entry) => ({ at: wall(entry.mono), ...entry.change })),
      events: notes.entries.map((entry) => ({ at: wall(entry.mono), ...entry.note })),
      log: lines.entries.map((entry) => ({ at: wall(entry.mono), level: entry.level, text: entry.text })),
      leftOut: {
        exchanges: devices.reduce((n, { leftOut }) => n + leftOut, 0),
        log: lines.leftOut,
        changes: changes.leftOut,
        events: notes.leftOut,
      },
    };
  }
}

/** One device; its frames since `from`, or without them. */
const deviceOf = (
  runner: DeviceRunner,
  from: number | undefined,
  wall: (mono: number) => number,
): { view: EvidenceDevice; leftOut: number } => {
  const { device, deviceClass, driver, port, identity } = runner.inventory;
  const heard = from === undefined ? undefined : runner.recent?.since(from);
  const ear = heard && runner.ear();
  const exchanges = (heard?.exchanges ?? []).map((exchange) => {
    const notes = notesOf(ear, exchange);
    return { ...exchangeOf(exchange, wall), ...(notes.length > 0 && { notes }) };
  });
  const { health } = runner;
  const view = {
    device,
    deviceClass,
    driver,
    ...(port !== undefined && { port }),
    identity,
    ...(health && { health }),
    heard: runner.heard,
    exchanges,
  };
  return { view, leftOut: heard?.leftOut ?? 0 };
};
