import type {
  CommandOutcome,
  CommandView,
  DeviceHealth,
  DiagnosisView,
  FaultView,
  TicketView,
} from "../contract/index.ts";
import type { Tx } from "./store/store.ts";

/** What happens in the broker, for those above: lower folders tell higher ones through this bus and no other way. */
export interface LiveEvents {
  presence: { terminal: string; status: "online" | "stopped" | "lost"; at: number };
  inventory: { terminal: string };
  health: { terminal: string; device: string; health: DeviceHealth };
  fault: {
    fault: FaultView;
    change: "pending" | "opened" | "hidden" | "shown" | "repeated" | "clearing" | "closed" | "flapping";
  };
  /** A terminal said how a command goes; `commands` turns it into a `command` event. */
  outcome: { terminal: string; device?: string; outcome: CommandOutcome; at: number };
  command: { command: CommandView };
  diagnosis: { diagnosis: DiagnosisView };
  /** `fresh`: so many entries at the end of the timeline are new. */
  ticket: { ticket: TicketView; change: string; fresh?: number };
  event: { terminal: string; device?: string; code: string; text: string; at: number };
  sale: { terminal: string; result: string; kind: string; at: number };
  /** Live tail of a running command; may be lost. */
  line: { terminal: string; command: string; n: number; text: string };
  quarantine: { terminal: string; reason: string };
}
export type LiveName = keyof LiveEvents;

/** One event as the live stream and `roundsman watch` show it. */
export type LiveEvent = { [N in LiveName]: { name: N } & LiveEvents[N] }[LiveName];

type Within<N extends LiveName> = (event: LiveEvents[N], tx: Tx) => void;

/**
 * A typed in-process bus with two moments: `within` runs inside the transaction that made the event (it may write; a throw rolls back),
 * `after` runs once it is committed (it may do I/O; a throw is reported and goes no further).
 */
export class Live {
  readonly #within = new Map<LiveName, Within<LiveName>[]>();
  readonly #after = new Set<(event: LiveEvent) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  within<N extends LiveName>(name: N, listener: Within<N>): void {
    const list = this.#within.get(name) ?? [];
    list.push(listener as unknown as Within<LiveName>);
    this.#within.set(name, list);
  }

  after(listener: (event: LiveEvent) => void): () => void {
    this.#after.add(listener);
    return () => this.#after.delete(listener);
  }

  /** Called inside a write unit: runs the `within` listeners now and keeps the event for `flush`. */
  emit<N extends LiveName>(tx: Tx, name: N, event: LiveEvents[N]): void {
    for (const listener of this.#within.get(name) ?? []) listener(event as never, tx);
    tx.afterCommit(() => this.#tell({ name, ...event } as LiveEvent));
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#after) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
