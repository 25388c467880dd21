import type {
  CommandOutcome,
  CommandView,
  ComplaintView,
  CustomerView,
  DeviceEvent,
  DeviceHealth,
  DiagnosisView,
  EvidencePart,
  EvidenceView,
  FaultView,
  InspectionRound,
  Maintenance,
  Presence,
  SettingsState,
  Site,
  StockItem,
  StockLoan,
  StockMove,
  StockPlace,
  TicketView,
  VisitChange,
  VisitView,
} from "../contract/index.ts";
import type { QuarantineRow, Tx } from "./store/store.ts";

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
  /** `fresh`: as of a ticket. */
  complaint: { complaint: ComplaintView; change: ComplaintView["timeline"][number]["kind"]; fresh: number };
  event: { terminal: string; device?: string; code: string; text: string; at: number };
  /** Maintenance of a terminal began, was changed, or ended (left out); `before` is what was in force. */
  maintenance: { terminal: string; at: number; maintenance?: Maintenance; before?: Maintenance };
  /** Tags of a terminal, as they are now. */
  tags: { terminal: string; tags: string[] };
  /** A customer came or left, or it is not known any more. */
  customer: { terminal: string; customer: CustomerView };
  /** Settings are wanted, in force or refused; `terminal` empty: of the whole fleet. */
  settings: { terminal: string; state: SettingsState; rev: number };
  /** A door, a key, a cover or a cash box of a terminal moved. */
  sighting: { terminal: string; device: string; component: string; state: string; at: number };
  /** A visit was planned or went on. */
  visit: { visit: VisitView; change: VisitChange };
  sale: { terminal: string; result: string; kind: string; at: number };
  /** Evidence was asked of a terminal, some of it came, or it ended. */
  evidence: { evidence: EvidenceView };
  /** Live tail of a running command; may be lost. */
  line: { terminal: string; command: string; n: number; text: string };
  /** A move of spare parts was booked. */
  stockMove: { move: StockMove };
  /** A place of the stock, or what is wanted of a part, was set. */
  stockSet: { place?: StockPlace; item?: StockItem };
  /** A message was refused. */
  quarantine: QuarantineRow;
  /** A site was set in the register, or taken out of it. */
  site: { site: Site; removed?: true };
  /** Settings of these fault rules are not what they were. */
  rules: { revision: number; rules: string[]; by: string };
  /** A view was saved, changed or removed. `shared`: everybody sees it, or did so until now. */
  savedView: { number: number; by: string; shared: boolean; removed?: true };
}
export type LiveName = keyof LiveEvents;

/** What is told inside the transaction only: rooms above act on it, the outside hears of what they did. */
export interface InnerEvents {
  /** A terminal said something new of its line or of the revision of its settings in force. */
  said: { terminal: string; said: Presence };
  /** Something happened at a terminal: all that was said of it. */
  deviceEvent: { terminal: string; event: DeviceEvent; at: number };
  /** A part of an evidence bundle came. */
  evidencePart: { terminal: string; part: EvidencePart };
  /** An inspection round was finished. */
  round: { round: InspectionRound };
  /** The last day of a loan is over and the unit is not back. */
  loanOverdue: { loan: StockLoan; at: number };
}
type AllEvents = LiveEvents & InnerEvents;
type AnyName = keyof AllEvents;

/** One event as the live stream and `roundsman watch` show it. */
export type LiveEvent = { [N in LiveName]: { name: N } & LiveEvents[N] }[LiveName];

type Within<N extends AnyName> = (event: AllEvents[N], tx: Tx) => void;

/**
 * A typed in-process bus with two moments: `within` runs inside the transaction that made the event (it may write; a throw rolls back),
 * `after` runs once it is committed (it may do I/O; a throw is reported and goes no further).
 */
export class Live {
  readonly #within = new Map<AnyName, Within<AnyName>[]>();
  readonly #after = new Set<(event: LiveEvent) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  within<N extends AnyName>(name: N, listener: Within<N>): void {
    const list = this.#within.get(name) ?? [];
    list.push(listener as unknown as Within<AnyName>);
    this.#within.set(name, list);
  }

  after(listener: (event: LiveEvent) => void): () => void {
    this.#after.add(listener);
    return () => this.#after.delete(listener);
  }

  /** Called inside a write unit: runs the `within` listeners now and keeps the event for `flush`. */
  emit<N extends LiveName>(tx: Tx, name: N, event: LiveEvents[N]): void {
    this.#run(tx, name, event);
    tx.afterCommit(() => this.#tell({ name, ...event } as LiveEvent));
  }

  /** Runs the `within` listeners and no others. */
  inform<N extends keyof InnerEvents>(tx: Tx, name: N, event: InnerEvents[N]): void {
    this.#run(tx, name, event);
  }

  #run(tx: Tx, name: AnyName, event: AllEvents[AnyName]): void {
    for (const listener of this.#within.get(name) ?? []) listener(event as never, tx);
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
