import { type Lane, lanes } from "../../contract/index.ts";
import { overheadBytes, type Pending } from "./record.ts";

const maxRecords = 2_000;
const maxBytes = 4 * 1024 * 1024;

export interface Acknowledged {
  upTo: number;
  also: (readonly [number, number])[];
}

/**
 * What waits for the next commit. Normally for one tick only; while the disk takes nothing it holds the newest that matter, bounded,
 * and counts what it had to let go.
 */
export class Waiting {
  records: Pending[] = [];
  values = new Map<string, string | undefined>();
  acks = new Map<Lane, Acknowledged>();
  lost: Record<Lane, number> = { urgent: 0, routine: 0 };
  #bytes = 0;

  get empty(): boolean {
    const nothingLost = lanes.every((lane) => this.lost[lane] === 0);
    return this.records.length === 0 && this.values.size === 0 && this.acks.size === 0 && nothingLost;
  }

  add(record: Pending): void {
    this.records.push(record);
    this.#bytes += record.body.length + overheadBytes;
    while (this.records.length > maxRecords || (this.#bytes > maxBytes && this.records.length > 1)) this.#letGo();
  }

  /** The oldest of the least worth. */
  #letGo(): void {
    let victim = 0;
    this.records.forEach((record, i) => {
      if (record.worth < (this.records[victim]?.worth ?? 0)) victim = i;
    });
    const [gone] = this.records.splice(victim, 1);
    if (!gone) return;
    this.#bytes -= gone.body.length + overheadBytes;
    this.lost[gone.lane]++;
  }

  acknowledge(lane: Lane, upTo: number, also: readonly (readonly [number, number])[]): void {
    const known = this.acks.get(lane) ?? { upTo: 0, also: [] };
    const all = [...known.also, ...also].filter(([, to]) => to > upTo).slice(-64);
    this.acks.set(lane, { upTo: Math.max(known.upTo, upTo), also: all });
  }

  clear(): void {
    this.records = [];
    this.values = new Map();
    this.acks = new Map();
    this.lost = { urgent: 0, routine: 0 };
    this.#bytes = 0;
  }
}
