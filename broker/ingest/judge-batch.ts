import type {
  CommandOutcome,
  DeviceEvent,
  DeviceHealth,
  EvidencePart,
  Gap,
  Sale,
  UpBatch,
  WireRecord,
} from "../../contract/index.ts";
import type { FaultEngine } from "../faults/engine.ts";
import { type DeviceState, isFresh, saveDevice } from "../fleet/devices.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { History } from "../history/history.ts";
import type { Live } from "../live.ts";
import type { Sightings } from "../sightings/sightings.ts";
import { addRange, isFresh as isNew } from "../store/intervals.ts";
import type { Tx } from "../store/store.ts";
import type { Wear } from "../wear/wear.ts";
import { maxDeclaredRanges, type StreamCache } from "./stream-cache.ts";

export interface JudgeDeps {
  readonly fleet: Fleet;
  readonly faults: FaultEngine;
  readonly live: Live;
  readonly streams: StreamCache;
  readonly wear: Wear;
  readonly history: History;
  readonly sightings: Sightings;
}

/** The terminal and batch a record came with. */
export interface Origin {
  readonly terminal: string;
  readonly epoch: string;
  readonly batch: UpBatch;
  readonly receivedAt: number;
  /**
   * For a batch recorded before this connection: the number of each device's last reading in it. Only that one is judged: what came and went
   * during an outage is history, and judged within one moment it would look like lasting, or like flapping.
   */
  readonly lastOf?: ReadonlyMap<string, number>;
}

export const lastReadings = ({ history, records }: UpBatch): ReadonlyMap<string, number> | undefined =>
  history === true
    ? new Map(records.filter((r) => r.kind === "health").map((r) => [r.device ?? "", r.seq]))
    : undefined;

/**
 * Corrected broker time of a record: by the monotonic clock where the boot is the same, else by the terminal's wall clock, shifted by how wrong it
 * was when it sent. Never in the future, never before 1970.
 */
export const correctedAt = (
  record: WireRecord,
  { batch, receivedAt }: Pick<Origin, "batch" | "receivedAt">,
): number => {
  const sameBoot = record.boot === undefined || record.boot === batch.boot;
  const age = sameBoot ? batch.sentMono - record.mono : batch.sentAt - record.at;
  return Math.round(receivedAt - Math.min(receivedAt, Math.max(0, age)));
};

/** Takes the records of stored batches one by one: health to the fleet and the fault engine, the rest to the event log and the bus. */
export class BatchJudge {
  readonly #fleet: Fleet;
  readonly #faults: FaultEngine;
  readonly #live: Live;
  readonly #streams: StreamCache;
  readonly #wear: Wear;
  readonly #history: History;
  readonly #sightings: Sightings;
  #changed: DeviceState[] = [];
  #unit = 0;

  constructor({ fleet, faults, live, streams, wear, history, sightings }: JudgeDeps) {
    this.#fleet = fleet;
    this.#faults = faults;
    this.#live = live;
    this.#streams = streams;
    this.#wear = wear;
    this.#history = history;
    this.#sightings = sightings;
  }

  begin(): void {
    this.#unit += 1;
    this.#changed = [];
  }

  /** Saves and tells what this unit changed: each device once, however many readings of it came. */
  end(tx: Tx): void {
    for (const state of this.#changed) {
      saveDevice(tx, state);
      this.#wear.observe(tx, state);
      this.#fleet.expect(state.key, state.at, state.health.freshForMs);
      this.#live.emit(tx, "health", { terminal: state.terminal, device: state.device, health: state.health });
    }
  }

  record(tx: Tx, record: WireRecord, origin: Origin): void {
    if (record.kind === "health") this.#health(tx, record, origin);
    else if (record.kind !== "progress") this.#event(tx, record, origin);
  }

  /** The newest reading of a device, without judging it: used when stored chunks are replayed. Returns nothing if a newer one is known. */
  project(tx: Tx, record: WireRecord, origin: Origin): DeviceState | undefined {
    const { terminal, epoch } = origin;
    const device = record.device as string;
    const devices = this.#fleet.devices.of(terminal);
    const known = devices.get(device);
    if (known && !this.#isNewer(known, record, origin)) return undefined;
    const health = record.body as DeviceHealth;
    const at = correctedAt(record, origin);
    this.#history.reading(tx, terminal, device, known, { at, health });
    const state: DeviceState = known ?? {
      key: `${terminal}/${device}`,
      terminal,
      device,
      epoch,
      order: 0,
      at,
      receivedAt: 0,
      health,
      unit: 0,
    };
    state.epoch = epoch;
    state.order = record.order;
    state.at = at;
    state.receivedAt = origin.receivedAt;
    state.health = health;
    if (!known) devices.set(device, state);
    if (state.unit !== this.#unit) {
      state.unit = this.#unit;
      this.#changed.push(state);
    }
    return state;
  }

  #isNewer(known: DeviceState, record: WireRecord, { terminal, epoch }: Origin): boolean {
    if (known.epoch === epoch) return record.order > known.order;
    const session = this.#fleet.row(terminal)?.presence?.session.epoch;
    return session === undefined || session === epoch;
  }

  #health(tx: Tx, record: WireRecord, origin: Origin): void {
    if (record.device === undefined) return;
    const known = this.#fleet.devices.of(origin.terminal).get(record.device);
    const before = known?.health.availability;
    const state = this.project(tx, record, origin);
    const isHistory = origin.lastOf !== undefined && origin.lastOf.get(record.device) !== record.seq;
    this.#sighted(tx, record, origin, state !== undefined && !isHistory);
    if (!state || isHistory) return;
    const { terminal, device, health, at } = state;
    const fresh = isFresh(health, at, origin.receivedAt);
    this.#faults.judge(tx, terminal, device, { health, at, fresh });
    if (before !== health.availability) this.#fleet.onAvailability(tx, terminal);
  }

  #sighted(tx: Tx, record: WireRecord, origin: Origin, current: boolean): void {
    const { terminal, receivedAt } = origin;
    const [device, health] = [record.device as string, record.body as DeviceHealth];
    this.#sightings.reading(tx, { terminal, device, health, at: correctedAt(record, origin), receivedAt, current });
  }

  #event(tx: Tx, record: WireRecord, origin: Origin): void {
    const { terminal, receivedAt } = origin;
    const { kind, device } = record;
    const at = correctedAt(record, origin);
    const from = device === undefined ? { terminal, at } : { terminal, device, at };
    switch (kind) {
      case "outcome":
        this.#live.emit(tx, "outcome", { ...from, outcome: record.body as CommandOutcome });
        break;
      case "event": {
        const event = record.body as DeviceEvent;
        this.#live.inform(tx, "deviceEvent", { terminal, event, at });
        this.#live.emit(tx, "event", { ...from, code: event.code, text: event.text });
        break;
      }
      case "sale": {
        const { result, kind: by } = record.body as Sale;
        this.#history.sale(tx, terminal, at, record.body as Sale);
        this.#live.emit(tx, "sale", { terminal, result, kind: by, at });
        break;
      }
      case "evidence":
        // Large and told elsewhere: no entry in the event log.
        return this.#live.inform(tx, "evidencePart", { terminal, part: record.body as EvidencePart });
      case "gap":
        this.fill(tx, terminal, record.body as Gap);
        break;
      default:
        return; // unknown kinds are in the chunk, raw; counted by the caller
    }
    tx.addEvent({ terminal, device, kind, at, receivedAt, body: record.body });
  }

  /** Records given up are declared lost: they are not missing any more, and nobody waits for them. */
  fill(tx: Tx, terminal: string, { stream, from, to }: Gap): void {
    if (to < from) return;
    const row = this.#streams.open(tx, terminal, stream);
    if (from > row.upTo + 1 && row.also.length >= maxDeclaredRanges) return;
    if (isNew(row, from, to) || row.upTo < to) addRange(row, from, to);
  }
}
