import {
  type ActOnVisit,
  AppError,
  type Appointment,
  aboutField,
  type Clock,
  type PlanVisit,
  type SightingView,
  type TicketView,
  ticketStateTitles,
  type VisitChange,
  type VisitClaim,
  type VisitView,
  type WorkOrder,
} from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { FaultEngine } from "../faults/engine.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Live } from "../live.ts";
import type { Stock } from "../stock/stock.ts";
import type { Readers, Store, TerminalRow, Tx } from "../store/store.ts";
import type { VisitFilter, VisitRow } from "../store/visit-rows.ts";
import type { Tickets } from "../tickets/index.ts";
import { unknown } from "../unknown.ts";
import { wearParts } from "../wear/parts.ts";
import { checkAppointment, checkOverlap, checkTechnician, dayStart } from "./appointments.ts";
import { checkFields, checkState, claimOf, momentOf, saidBefore } from "./claims.ts";
import { DoorWindow } from "./door-window.ts";
import { evidenceOf, marginMs, proofRange } from "./evidence.ts";
import { happened, type VisitAct } from "./life.ts";
import { workOrder } from "./order.ts";
import { isOpen, proofOf, swapEvent } from "./proof.ts";
import type { VisitSettings } from "./settings.ts";
import { renewDevice, type SwapDeps, swapped, vanOf } from "./swaps.ts";
import { onClaim, onLate, onMissed, onPlanned } from "./ticket-moves.ts";
import { type ViewDeps, visitView } from "./view.ts";

export interface VisitDeps extends ViewDeps, Omit<SwapDeps, "wearParts"> {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly fleet: Pick<Fleet, "row" | "setMaintenance">;
  readonly faults: Pick<FaultEngine, "rules" | "say" | "get">;
  readonly tickets: Pick<Tickets, "actIn">;
  readonly stock: Pick<Stock, "missing" | "move">;
  readonly settings: VisitSettings;
  readonly onError: (error: unknown) => void;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const retryMs = 1000;
/** A technician may be so much early, or late, and still be who opens the door. */
const earlyMs = hourMs / 2;
const lateMs = 2 * hourMs;
/** A swapped part is looked for in what the terminal announces so long after the visit. */
const swapSeenMs = 7 * dayMs;
const done: readonly TicketView["state"][] = ["confirmed", "closed"];
const underWay: readonly VisitRow["state"][] = ["planned", "onTheWay", "onSite", "left"];
/** Those that somebody may come for at any time. */
const expected: readonly VisitRow["state"][] = ["planned", "onTheWay"];

/**
 * Visits: planned with a site, claimed by whoever goes there, proven by what the terminal then says. Every act is one transaction with its ticket, the
 * stock's books and the audit log; what is kept of a visit can be made again from that log (`visitsFrom`).
 */
export class Visits {
  readonly #deps: VisitDeps & Pick<SwapDeps, "wearParts">;
  readonly #due: DueQueue;
  readonly #window: DoorWindow;
  #closed = false;

  constructor(deps: VisitDeps) {
    this.#deps = { ...deps, wearParts: wearParts(deps.faults.rules) };
    this.#due = new DueQueue(deps.clock, (keys) => this.#onDue(keys));
    const { store, live, clock, fleet, faults, onError } = deps;
    const visitNow = (tx: Tx, terminal: string) => this.#visitNow(tx.read, terminal);
    const settings = deps.settings.doorWindow;
    this.#window = new DoorWindow({ store, live, clock, fleet, faults, settings, visitNow, onError });
    live.within("inventory", ({ terminal }, tx) => this.#seeSwaps(tx, terminal));
  }

  /** Takes up where the last run ended. Call once the fleet is loaded. */
  async load(): Promise<void> {
    for (const row of this.#deps.store.read.visits({ states: [...underWay, "signed"], limit: 100_000 }))
      this.#watch(row);
    await this.#window.load();
  }

  close(): void {
    this.#closed = true;
    this.#due.close();
    this.#window.close();
  }

  /** By the beginning of their appointments, without their proofs. */
  list(filter: VisitFilter): VisitView[] {
    const { read } = this.#deps.store;
    return read.visits(filter).map((row) => visitView(read, this.#deps, row));
  }

  /** Visits whose appointment has a moment of `[from, to)`: for calendars. */
  visitsBetween(from: number, to: number): VisitView[] {
    return this.list({ from, to, limit: 100_000 });
  }

  /** Throws `AppError("notFound")`. */
  visit(number: number): VisitView {
    const { read } = this.#deps.store;
    return this.#proven(read, known(read, number));
  }

  /** What moved at terminals in `[from, to)`, with the visit it belongs to; `unannounced`: only openings that no visit explains. */
  sightings(filter: {
    terminal?: string;
    from: number;
    to: number;
    unannounced?: boolean;
    limit?: number;
  }): SightingView[] {
    const { read } = this.#deps.store;
    const { unannounced, limit = 500, ...range } = filter;
    const place = range.terminal === undefined ? {} : { terminal: range.terminal };
    const near = read.visits({ ...place, from: range.from - lateMs, to: range.to + earlyMs, limit: 100_000 });
    return read
      .movements({ ...range, limit: 50_000 })
      .filter((row) => row.before !== undefined || isOpen(row))
      .map(({ since: _since, before: _before, ...row }): SightingView => {
        const visit = near.find((one) => one.terminal === row.terminal && explains(one, row.at));
        return { ...row, ...(visit ? { visit: visit.number } : isOpen(row) ? { unannounced: true } : {}) };
      })
      .filter((row) => !unannounced || row.unannounced === true)
      .slice(-limit);
  }

  /**
   * Plans a visit for a ticket, or for an inspection round of a terminal. Throws `AppError`: `invalid` that names the fields, `notFound`, `conflict` (a
   * closed ticket, another appointment at that time).
   */
  async plan(request: PlanVisit, by: string): Promise<VisitView> {
    return this.#deps.store.write((tx) => {
      const before = request.key === undefined ? undefined : tx.read.visitByKey(request.key);
      if (before) return this.#again(tx, before, request);
      const row = this.#planned(tx, request, by);
      return this.#proven(tx.read, row);
    });
  }

  /**
   * What a person says of a visit. Throws `AppError`: `notFound`, `invalid` that names the fields, `conflict` (its state, its version, a key used for
   * something else, a part that is elsewhere, another appointment), `refused`.
   */
  async act(number: number, request: ActOnVisit, by: string): Promise<VisitView> {
    return this.#deps.store.write((tx) => {
      const row = known(tx.read, number);
      checkFields(request);
      if (saidBefore(row, request)) return this.#proven(tx.read, row);
      checkState(row, request);
      return this.#proven(tx.read, this.#claim(tx, row, request, by));
    });
  }

  #again(tx: Tx, before: VisitRow, request: PlanVisit): VisitView {
    const same =
      before.technician === request.technician &&
      before.ticket === request.ticket &&
      (request.terminal === undefined || before.terminal === request.terminal);
    if (same) return this.#proven(tx.read, before);
    throw new AppError("conflict", {
      en: `this key was used for another visit (number ${before.number})`,
      "zh-CN": `该请求编号已用于另一次上门（${before.number}）`,
    });
  }

  #planned(tx: Tx, request: PlanVisit, by: string): VisitRow {
    const { technician, from, to, force, note, key } = request;
    const now = this.#deps.clock.now();
    const { ticket, terminal } = this.#placeOf(tx.read, request);
    const appointment = { from, to, zone: request.zone ?? this.#zoneOf(terminal, now) };
    checkAppointment(appointment, now);
    checkTechnician(tx.read, technician);
    if (!force) checkOverlap(tx.read, { technician, appointment, number: 0 });
    const contact = request.contact ?? ticket?.contact;
    const row = this.#happened(tx, undefined, by, "planned", {
      kind: "plan",
      at: now,
      by,
      terminal: terminal.id,
      ...(ticket ? { ticket: ticket.number } : {}),
      technician,
      appointment,
      ...(contact ? { contact } : {}),
      order: this.#order(tx.read, terminal.id, ticket),
      ...(note === undefined ? {} : { note }),
      ...(key === undefined ? {} : { key }),
    });
    onPlanned(tx, this.#deps.tickets, row, by);
    return row;
  }

  #placeOf(read: Readers, { ticket: number, terminal }: PlanVisit): { ticket?: TicketView; terminal: TerminalRow } {
    if ((number === undefined) === (terminal === undefined))
      throw aboutField("invalid", "body.ticket", {
        en: "say a ticket, or for an inspection round a terminal",
        "zh-CN": "请填写工单；若为巡检，请填写终端",
      });
    const ticket = number === undefined ? undefined : read.ticket(number);
    if (number !== undefined && !ticket)
      throw aboutField("notFound", "body.ticket", { en: `no ticket ${number}`, "zh-CN": `没有工单 ${number}` });
    if (ticket && done.includes(ticket.state))
      throw aboutField("conflict", "body.ticket", {
        en: `ticket ${number} is ${ticket.state}: reopen it first`,
        "zh-CN": `工单 ${number} ${ticketStateTitles[ticket.state]["zh-CN"]}：请先重新打开`,
      });
    const row = read.terminal(ticket?.terminal ?? terminal ?? "");
    if (!row)
      throw aboutField("notFound", "body.terminal", {
        en: `no terminal ${terminal}`,
        "zh-CN": `没有终端 ${terminal}`,
      });
    return { terminal: row, ...(ticket ? { ticket } : {}) };
  }

  #zoneOf(terminal: TerminalRow, now: number): string {
    const { contract, policy } = this.#deps.levels.forTerminal(terminal, now);
    return contract?.zone ?? policy.calendar.zone;
  }

  #order(read: Readers, terminal: string, ticket: TicketView | undefined): WorkOrder {
    const { faults, wear, wearParts: parts, clock } = this.#deps;
    return workOrder(faults.rules, parts, {
      ...(ticket ? { ticket } : {}),
      faults: (ticket?.faults ?? []).flatMap((id) => read.fault(id) ?? []),
      forecasts: wear.forecasts({ terminal }),
      modules: read.assets({ terminal }),
      now: clock.now(),
    });
  }

  #claim(tx: Tx, before: VisitRow, request: ActOnVisit, by: string): VisitRow {
    const { action } = request;
    const now = this.#deps.clock.now();
    const at = momentOf(before, request, { now, dayStart: dayStart(before.appointment) });
    const moved = action === "move" ? this.#moved(tx.read, before, request, now) : {};
    const booked = action === "swap" ? swapped(tx, this.#deps, { row: before, request, by }) : {};
    const claim: VisitClaim = { action, at, receivedAt: now, by, ...saidIn(request), ...moved, ...booked };
    // Before somebody leaves it is looked once more what is to be done and to be taken along.
    const fresh = action === "leaveFor" || action === "move";
    const ticket = before.ticket === undefined ? undefined : tx.read.ticket(before.ticket);
    const order = fresh ? { order: this.#order(tx.read, before.terminal, ticket) } : {};
    const row = this.#happened(tx, before, by, action, { kind: "claim", claim, ...order });
    const van = vanOf(tx.read, row.technician);
    onClaim(tx, this.#deps.tickets, { row, claim, van });
    if (action === "arrive") this.#window.arrived(tx, row);
    if (action === "depart") this.#window.departed(tx, row);
    return action === "swap" ? (this.#seeSwaps(tx, row.terminal), known(tx.read, row.number)) : row;
  }

  #moved(
    read: Readers,
    row: VisitRow,
    { from = 0, to = 0, zone = row.appointment.zone, technician, force }: ActOnVisit,
    now: number,
  ): { appointment: Appointment; technician?: string } {
    const appointment = { from, to, zone };
    checkAppointment(appointment, now);
    if (technician !== undefined) checkTechnician(read, technician);
    const next = { technician: technician ?? row.technician, appointment, number: row.number };
    if (!force) checkOverlap(read, next);
    return { appointment, ...(technician === undefined ? {} : { technician }) };
  }

  /** The one way a visit changes: saved, audited to the letter, told. */
  #happened(tx: Tx, before: VisitRow | undefined, by: string, change: VisitChange, act: VisitAct): VisitRow {
    const row = tx.saveVisit(happened(before?.number ?? 0, before, act));
    const at = this.#deps.clock.now();
    const detail = { visit: row.number, ...act };
    tx.addAudit({
      at,
      actor: by,
      action: `visit.${change === "planned" ? "plan" : change}`,
      target: row.terminal,
      detail,
    });
    this.#deps.live.emit(tx, "visit", { visit: visitView(tx.read, this.#deps, row), change });
    tx.afterCommit(() => this.#watch(row));
    return row;
  }

  #proven(read: Readers, row: VisitRow): VisitView {
    if (row.proof) return visitView(read, this.#deps, row, row.proof);
    const now = this.#deps.clock.now();
    return visitView(read, this.#deps, row, proofOf(row, evidenceOf(read, this.#deps.wear, row, now)));
  }

  /** Who may be opening this terminal now: somebody on site, or somebody who is due. */
  #visitNow(read: Readers, terminal: string): VisitRow | undefined {
    const now = this.#deps.clock.now();
    const rows = read.visits({ terminal, states: [...expected, "onSite"], limit: 100 });
    return rows.find(({ state }) => state === "onSite") ?? rows.find((row) => isDue(row, now));
  }

  /** The terminal announces its modules: is a part that was claimed to be swapped among them? */
  #seeSwaps(tx: Tx, terminal: string): void {
    const now = this.#deps.clock.now();
    const states = ["onSite", "left", "signed"] as const;
    for (const { number } of tx.read.visits({ terminal, states, from: now - swapSeenMs })) {
      const changes = tx.read.assetEvents({ terminal, limit: 200 }).toReversed();
      const { claims } = known(tx.read, number);
      claims.forEach((claim, n) => {
        if (claim.action !== "swap" || claim.seenAt !== undefined || claim.inside) return;
        const row = known(tx.read, number);
        const seen = swapEvent(changes, claim, proofRange(tx.read, row, now).from);
        if (!seen) return;
        const place = { terminal, device: claim.device ?? "" };
        const renewed = renewDevice(tx, this.#deps, place, claim.by);
        this.#happened(tx, row, `visit:${number}`, "swapSeen", { kind: "swapSeen", at: seen.at, claim: n, renewed });
      });
    }
  }

  /** What of a visit time alone will bring about. */
  #watch(row: VisitRow): void {
    if (this.#closed) return;
    const { number, state, appointment, lateAt, proof } = row;
    const now = this.#deps.clock.now();
    const wait = (what: string, at: number | undefined): void =>
      at === undefined ? this.#due.drop(`${what} ${number}`) : this.#due.set(`${what} ${number}`, at - now);
    const open = expected.includes(state);
    const departed = claimOf(row.claims, "depart")?.at;
    wait("late", open && lateAt === undefined ? appointment.to : undefined);
    wait("missed", open ? appointment.to + dayMs : undefined);
    wait(
      "prove",
      departed !== undefined && !proof ? departed + this.#deps.settings.proofAfterHours * hourMs : undefined,
    );
  }

  #onDue(keys: readonly string[]): void {
    this.#deps.store
      .write((tx) => {
        for (const key of keys) this.#fallsDue(tx, key);
      })
      .catch((error: unknown) => {
        this.#deps.onError(error);
        if (!this.#closed) for (const key of keys) this.#due.set(key, retryMs);
      });
  }

  #fallsDue(tx: Tx, key: string): void {
    const [what, number] = key.split(" ");
    const row = tx.read.visit(Number(number));
    const at = this.#deps.clock.now();
    if (!row) return;
    const open = expected.includes(row.state);
    const by = `visit:${row.number}`;
    if (what === "late" && open && row.lateAt === undefined && at >= row.appointment.to) {
      const opened = evidenceOf(tx.read, this.#deps.wear, row, at).sightings.some((one) => isOpen(one));
      onLate(tx, this.#deps.tickets, this.#happened(tx, row, by, "late", { kind: "late", at }), opened);
    }
    if (what === "missed" && open && at >= row.appointment.to + dayMs)
      onMissed(tx, this.#deps.tickets, this.#happened(tx, row, by, "miss", { kind: "missed", at }));
    if (what === "prove" && !row.proof && claimOf(row.claims, "depart")) {
      const proof = { ...proofOf(row, evidenceOf(tx.read, this.#deps.wear, row, at)), settledAt: at };
      this.#happened(tx, row, by, "proved", { kind: "proved", at, proof });
    }
  }
}

const known = (read: Readers, number: number): VisitRow => {
  const row = read.visit(number);
  if (!row) throw unknown("visit", number);
  return row;
};

const isDue = ({ appointment }: VisitRow, at: number): boolean =>
  at >= appointment.from - earlyMs && at < appointment.to + lateMs;

/** Does a visit explain what moved at its terminal at this moment? */
const explains = (row: VisitRow, at: number): boolean => {
  const [arrived, departed] = [claimOf(row.claims, "arrive")?.at, claimOf(row.claims, "depart")?.at];
  if (arrived !== undefined) return at >= arrived - marginMs && at < (departed ?? Number.POSITIVE_INFINITY) + marginMs;
  return expected.includes(row.state) && isDue(row, at);
};

/** Of a request what a claim keeps as it is. */
const saidIn = (request: ActOnVisit): Partial<VisitClaim> => {
  const { key, device, item, oldSerial, newSerial, stock, returnTo, outcome, name, text } = request;
  const said = { key, device, item, oldSerial, newSerial, from: stock, returnTo, outcome, name, text };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
};
