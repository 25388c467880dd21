import {
  AppError,
  aboutField,
  type Clock,
  type ComplaintAction,
  type ComplaintEvent,
  type ComplaintStanding,
  type ComplaintView,
  type NewComplaint,
  wrongField,
} from "../../../contract/index.ts";
import { DueQueue } from "../../due-queue.ts";
import type { Live } from "../../live.ts";
import { namesFrom } from "../../people/name.ts";
import type { Calendar } from "../../service-levels/calendar.ts";
import type { ServiceLevels } from "../../service-levels/service-levels.ts";
import type { ComplaintFilter, ComplaintRow } from "../../store/customer-rows.ts";
import type { Readers, Store, Tx } from "../../store/store.ts";
import { unknown } from "../../unknown.ts";
import type { ComplaintSettings } from "../settings.ts";
import { append, applyAction, escalatedEvent } from "./actions.ts";
import { clocksOf, nextThreshold, type Promises, passed, promisesOf } from "./clocks.ts";
import { standingOf } from "./standing.ts";

export interface ComplaintDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly levels: Pick<ServiceLevels, "policyOf" | "forTerminal" | "contracts" | "standard">;
  readonly settings: ComplaintSettings;
  readonly onError: (error: unknown) => void;
}

const retryMs = 1000;
/** More than a company survives. */
const most = 100_000;

type Asked = Omit<NewComplaint, "customer"> & { readonly customer: string };

/** Complaints: who said what of whom, what became of it, and whether it was answered in time. */
export class Complaints {
  readonly #deps: ComplaintDeps;
  readonly #promises: Promises;
  readonly #due: DueQueue;

  /** Throws `AppError("config")` for a time that none can be. */
  constructor(deps: ComplaintDeps) {
    this.#deps = deps;
    this.#promises = promisesOf(deps.settings);
    this.#due = new DueQueue(deps.clock, (numbers) => this.#onDue(numbers.map(Number)));
    for (const row of deps.store.read.complaints({ open: true, limit: most })) this.#watch(row);
  }

  stop(): void {
    this.#due.close();
  }

  /** Newest first. */
  list(filter: ComplaintFilter): ComplaintView[] {
    return this.#deps.store.read.complaints(filter).map((row) => this.#view(row));
  }

  /** Throws `AppError("notFound")`. */
  one(number: number): ComplaintView {
    return this.#view(known(this.#deps.store.read, number));
  }

  /**
   * Writes a complaint down. Throws `AppError`: `notFound` (ticket, terminal), `invalid` (no customer known, a time that is still to come), `conflict`
   * (the key was used for another).
   */
  open(request: NewComplaint, by: string): Promise<ComplaintView> {
    return this.#deps.store.write((tx) => {
      const before = request.key === undefined ? undefined : tx.read.complaintByKey(request.key);
      if (before) return this.#again(before, request);
      const now = this.#deps.clock.now();
      const asked = this.#placed(tx.read, request);
      const { receivedAt = now, key, ...rest } = asked;
      if (receivedAt > now)
        throw aboutField("invalid", "body.receivedAt", {
          en: "a complaint cannot have come later than now",
          "zh-CN": "收到时间不能晚于现在",
        });
      const { policy, contract } = this.#contract(tx.read, asked, receivedAt);
      const row: ComplaintRow = {
        ...rest,
        ...(key === undefined ? {} : { key }),
        number: 0,
        version: 0,
        ...(contract === undefined ? {} : { contract }),
        policy,
        receivedAt,
        state: "received",
        timeline: [{ at: receivedAt, by, kind: "received", text: { en: asked.text, "zh-CN": asked.text } }],
      };
      return this.#save(tx, row, 1, { by, action: "new", detail: { ...rest, receivedAt, policy, contract } });
    });
  }

  /** Throws `AppError`: `notFound`, and as `applyAction` does. */
  act(number: number, action: ComplaintAction, by: string): Promise<ComplaintView> {
    return this.#deps.store.write((tx) => {
      const now = this.#deps.clock.now();
      const row = applyAction(known(tx.read, number), action, { by, now, nameOf: namesFrom(tx.read) });
      const { action: name, version: _seen, ...detail } = action;
      return this.#save(tx, row, 1, { by, action: name, detail });
    });
  }

  /** What a key was used for before; the same again is no second complaint. */
  #again(row: ComplaintRow, { from, text }: NewComplaint): ComplaintView {
    if (row.from === from && row.text === text) return this.#view(row);
    throw new AppError("conflict", {
      en: `this key was used for complaint ${row.number}, which says something else`,
      "zh-CN": `该请求编号已用于投诉 ${row.number}，其内容不同`,
    });
  }

  /** With what follows from the ticket or the terminal it is about. */
  #placed(read: Readers, request: NewComplaint): Asked {
    const ticket = request.ticket === undefined ? undefined : read.ticket(request.ticket);
    if (request.ticket !== undefined && !ticket) throw unknown("ticket", request.ticket);
    const terminal = request.terminal ?? ticket?.terminal;
    const place = terminal === undefined ? undefined : read.terminal(terminal);
    if (request.terminal !== undefined && !place) throw unknown("terminal", request.terminal);
    const byPlace = place && this.#deps.levels.forTerminal(place, this.#deps.clock.now()).contract?.customer;
    const customer = request.customer ?? ticket?.customer ?? byPlace;
    if (customer === undefined)
      throw wrongField("body.customer", {
        en: "is missing, and no contract of a ticket or terminal says whose it is",
        "zh-CN": "未填写，也没有工单或终端的合同可以说明",
      });
    return { ...request, customer, ...(terminal === undefined ? {} : { terminal }) };
  }

  /** The contract it is under: that of its place if it is the customer's, else the only one the customer has. */
  #contract(read: Readers, { terminal, customer }: Asked, at: number): { policy: string; contract?: string } {
    const { levels } = this.#deps;
    const place = terminal === undefined ? undefined : read.terminal(terminal);
    const there = place && levels.forTerminal(place, at).contract;
    const theirs = levels.contracts.filter((c) => c.customer === customer && c.startsAt <= at && at < c.endsAt);
    const found = there?.customer === customer ? there : theirs.length === 1 ? theirs[0] : undefined;
    return found ? { policy: found.policy, contract: found.id } : { policy: levels.standard.id };
  }

  #save(
    tx: Tx,
    row: ComplaintRow,
    fresh: number,
    audit: { readonly by: string; readonly action: string; readonly detail: object },
  ): ComplaintView {
    const saved = tx.saveComplaint({ ...row, version: row.version + 1 });
    const event = saved.timeline.at(-1) as ComplaintEvent;
    tx.addAudit({
      at: this.#deps.clock.now(),
      actor: audit.by,
      action: `complaint.${audit.action}`,
      target: saved.customer,
      detail: { number: saved.number, state: saved.state, ...audit.detail },
    });
    tx.afterCommit(() => this.#watch(saved));
    const view = this.#view(saved);
    this.#deps.live.emit(tx, "complaint", { complaint: view, change: event.kind, fresh });
    return view;
  }

  #calendar(row: Pick<ComplaintRow, "policy">): Calendar {
    return this.#deps.levels.policyOf(row).calendar;
  }

  #view({ key: _key, ...row }: ComplaintRow): ComplaintView {
    const clocks = clocksOf(row, this.#promises, this.#calendar(row), this.#deps.clock.now());
    return { ...row, clocks, standing: this.standing(row) };
  }

  /** How many of a contract's (or customer's) complaints were found valid. */
  standing(of: Pick<ComplaintView, "contract" | "customer">): ComplaintStanding {
    const complaints = this.#deps.store.read.complaints({ customer: of.customer, limit: most });
    return standingOf(complaints, of, this.#deps.settings.validLimit);
  }

  /** Waits for the next part of a promise that is used up. */
  #watch(row: ComplaintRow): void {
    const key = String(row.number);
    const now = this.#deps.clock.now();
    const next = nextThreshold(row, this.#promises, this.#calendar(row), now);
    if (next === undefined || row.state === "closed") this.#due.drop(key);
    else this.#due.set(key, next - now);
  }

  #onDue(numbers: readonly number[]): void {
    this.#deps.store
      .write((tx) => {
        for (const number of numbers) this.#escalate(tx, number);
      })
      .catch((error: unknown) => {
        this.#deps.onError(error);
        for (const number of numbers) this.#due.set(String(number), retryMs);
      });
  }

  #escalate(tx: Tx, number: number): void {
    const row = tx.read.complaint(number);
    if (!row || row.state === "closed") return;
    const now = this.#deps.clock.now();
    const due = passed(row, this.#promises, this.#calendar(row), now);
    if (due.length === 0) return tx.afterCommit(() => this.#watch(row));
    const said = due.reduce((all, threshold) => append(all, escalatedEvent(now, threshold)), row);
    this.#save(tx, said, due.length, { by: "broker", action: "escalate", detail: { said: due } });
  }
}

const known = (read: Readers, number: number): ComplaintRow => {
  const row = read.complaint(number);
  if (!row) throw unknown("complaint", number);
  return row;
};
