import {
  AppError,
  type Clock,
  changedMeanwhile,
  type Localized,
  type LogOnCallCall,
  type OnCallCall,
  type OnCallChange,
  type OnCallChanged,
  type OnCallDuty,
  type OnCallLog,
  type OnCallMoves,
  type OnCallOverride,
  type OnCallPlanView,
  type OnCallSwap,
  type OnCallTest,
  type OnCallView,
  type SetOnCallPlan,
  type TicketQueue,
  ticketQueues,
  wrongField,
} from "../../contract/index.ts";
import { type Addressee, nameOf } from "../notify/addressees.ts";
import type { Notify } from "../notify/index.ts";
import { clockText } from "../reports/period.ts";
import { workBetween } from "../service-levels/calendar.ts";
import type { OnCallPlanRow } from "../store/on-call-rows.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { unknown } from "../unknown.ts";
import { type Around, oddities, rotaOf, type Wanted, wantedOverride, wantedSwap } from "./changes.ts";
import { duties, gapsOf, type Rota } from "./duty.ts";
import { bounded, movesBetween, movesBy, movesWithout } from "./moves.ts";
import { makePlan, type Plan } from "./plan.ts";
import { dutyEnd, reachableBy, resolveStep, type Told } from "./resolve.ts";
import { addresseeOf, emptyPlan, type Roster, reaches } from "./roster.ts";
import { stepsOf } from "./steps.ts";
import { readMoment } from "./wall-clock.ts";
import { gapText, missingText, moreGapsText, noPathText, queueTitle } from "./words.ts";

export interface OnCallDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly roster: Roster;
  readonly notify: Pick<Notify, "way" | "channels">;
}

type Gap = OnCallView["gaps"][number];
type Period = { readonly from?: string | undefined; readonly to?: string | undefined };

const kindWords: Readonly<Record<OnCallChange["kind"], string>> = { override: "代班", swap: "换班" };
const dayMs = 86_400_000;
const gapsAheadDays = 90;
const dutiesAheadMs = 28 * dayMs;
const longestListMs = 400 * dayMs;
const mostGaps = 5;

/** Rotas, their overrides and swaps, and the log of calls, as people ask for them. Nothing is kept in memory. */
export class OnCall {
  readonly #deps: OnCallDeps;

  constructor(deps: OnCallDeps) {
    this.#deps = deps;
  }

  get #read(): Readers {
    return this.#deps.store.read;
  }

  get #now(): number {
    return this.#deps.clock.now();
  }

  #current(): { readonly version: number; readonly plan: Plan } {
    return this.#deps.roster.planAt(this.#read, this.#now);
  }

  /** Who is on duty now, until when, who comes next, and when nobody will be in so many days. */
  view(days = gapsAheadDays): OnCallView {
    const { plan, version } = this.#current();
    return {
      at: this.#now,
      plan: version,
      rotas: plan.rotas.map((rota) => this.#rotaView(rota)),
      gaps: this.#gaps(this.#read, plan, days),
      warnings: this.#warnings(this.#read, plan),
    };
  }

  #rotaView({ id, title, queues, zone }: Rota): OnCallView["rotas"][number] {
    const [first, second] = this.#deps.roster.ahead(this.#read, id, this.#now);
    const isOn = first !== undefined && first.from <= this.#now;
    const [now, next] = isOn ? [first, second] : [undefined, first];
    return {
      rota: id,
      title,
      queues: [...queues],
      zone,
      version: this.#read.onCallVersion(id) + 1,
      ...(now ? { now: this.#turn(now) } : {}),
      ...(next ? { next: this.#turn(next) } : {}),
    };
  }

  #turn({ person, from, to, change }: OnCallDuty): NonNullable<OnCallView["rotas"][number]["now"]> {
    const name = this.#read.person(person)?.name;
    return { person, from, to, ...(name === undefined ? {} : { name }), ...(change === undefined ? {} : { change }) };
  }

  /** Of each queue that has a rota, and of each rota that serves none and has every hour. */
  #gaps(read: Readers, plan: Plan, days = gapsAheadDays): Gap[] {
    const range = [this.#now, this.#now + days * dayMs] as const;
    const changes = read.onCallChanges({ endAfter: this.#now });
    const found = (of: string, rotas: readonly Rota[]): Gap[] =>
      rotas.length === 0 ? [] : gapsOf(rotas, changes, range).map(([from, to]) => ({ of, from, to }));
    const queued = ticketQueues.flatMap((queue) =>
      found(
        queue,
        plan.rotas.filter(({ queues }) => queues.includes(queue)),
      ),
    );
    const alone = plan.rotas.filter(({ queues, layers }) => queues.length === 0 && layers.some(({ hours }) => !hours));
    return [...queued, ...alone.flatMap((rota) => found(rota.id, [rota]))];
  }

  #warnings(read: Readers, plan: Plan): Localized[] {
    const gaps = this.#gaps(read, plan);
    const zone = plan.rotas[0]?.zone ?? "UTC";
    const text = (at: number): string => clockText(at, zone).slice(0, 16);
    const titleOf = (of: string): Localized => plan.rotas.find(({ id }) => id === of)?.title ?? queueTitle(of);
    const told = gaps.slice(0, mostGaps).map(({ of, from, to }) => gapText(titleOf(of), text(from), text(to), zone));
    const more = gaps.length > mostGaps ? [moreGapsText(gaps.length - mostGaps)] : [];
    return [...told, ...more, ...pathless(plan), ...this.#unreachable(read, plan)];
  }

  /** People a path may call who lack an address for its ways. */
  #unreachable(read: Readers, plan: Plan): Localized[] {
    const missing = [...plan.paths.values()].flatMap((path) =>
      stepsOf(path).flatMap(({ tell, ways = path.ways }) => {
        const rotas = tell.flatMap(({ onCall }) =>
          plan.rotas.filter((rota) => rota.id === onCall || isOf(rota, onCall)),
        );
        const people = rotas.flatMap(({ layers }) => layers.flatMap(({ rotation }) => rotation.people));
        const named = tell.flatMap(({ person }) => person ?? []);
        return [...new Set([...people, ...named])].flatMap((id) => this.#ways(addresseeOf(read, id), ways));
      }),
    );
    return [...new Map(missing.map((text) => [text.en, text])).values()];
  }

  #ways(who: Addressee, ways: readonly string[]): Localized[] {
    return ways.flatMap((channel) => {
      const way = this.#deps.notify.way(channel, who);
      return way.missing === undefined ? [] : [missingText(who.id, way)];
    });
  }

  plan(): OnCallPlanView {
    return this.#planView(this.#read, this.#read.onCallPlans().at(-1));
  }

  #planView(read: Readers, row: OnCallPlanRow | undefined): OnCallPlanView {
    const { version = 0, at, by, plan = emptyPlan } = row ?? {};
    const compiled = this.#deps.roster.planAt(read, this.#now).plan;
    return {
      version,
      ...(at === undefined ? {} : { at }),
      ...(by === undefined ? {} : { by }),
      plan,
      warnings: this.#warnings(read, compiled),
    };
  }

  /** Sets all rotas and paths; in force from now on. Throws `AppError`: `invalid` naming every wrong field, `conflict`. */
  setPlan(tx: Tx, { plan, version, check }: SetOnCallPlan, by: string): OnCallPlanView {
    const channels = this.#deps.notify.channels().map(({ name }) => name);
    const compiled = makePlan(plan, this.#deps.roster.known(tx.read, channels));
    const last = tx.read.onCallPlans().at(-1)?.version ?? 0;
    if (version !== undefined && version !== last)
      throw changedMeanwhile({ en: "the on-call plan", "zh-CN": "值班安排" }, last, version);
    if (check)
      return {
        version: last,
        plan,
        warnings: this.#warnings(tx.read, compiled),
        difference: this.#difference(tx.read, compiled),
      };
    const at = this.#now;
    const row = tx.addOnCallPlan({ at, by, plan });
    const rotas = plan.rotas.map(({ id }) => id);
    const detail = { version: row.version, rotas, paths: plan.paths.map(({ queue }) => queue) };
    tx.addAudit({ at, actor: by, action: "onCall.plan", target: "on-call", detail });
    return this.#planView(tx.read, row);
  }

  /** What another plan would change in the next four weeks. */
  #difference(read: Readers, plan: Plan): OnCallMoves {
    const range = [this.#now, this.#now + dutiesAheadMs] as const;
    const changes = read.onCallChanges({ endAfter: this.#now });
    const after = plan.rotas.flatMap((rota) => duties(rota, changes, ...range));
    return bounded(movesBetween(this.#deps.roster.duties(read, range), after));
  }

  /** Duties between two moments; of the next four weeks if nothing is said. Throws `AppError("invalid")` naming the field. */
  duties({ rota, person, ...period }: Period & { rota?: string; person?: string }): OnCallDuty[] {
    const { plan } = this.#current();
    const zone = rota === undefined ? (plan.rotas[0]?.zone ?? "UTC") : rotaOf(plan, rota).zone;
    const range = this.#period(period, zone, [this.#now, this.#now + dutiesAheadMs]);
    const found = this.#deps.roster.duties(this.#read, range, {
      ...(rota === undefined ? {} : { rota }),
      ...(person === undefined ? {} : { person }),
    });
    return found.map((duty) => {
      const name = this.#read.person(duty.person)?.name;
      return name === undefined ? duty : { ...duty, name };
    });
  }

  #period({ from, to }: Period, zone: string, usual: readonly [number, number]): readonly [number, number] {
    const start = from === undefined ? usual[0] : readMoment("query.from", from, zone);
    const end =
      to === undefined ? Math.max(usual[1], start + (usual[1] - usual[0])) : readMoment("query.to", to, zone, true);
    if (end <= start) throw wrongField("query.to", { en: "is not after from", "zh-CN": "不晚于开始" });
    if (end - start > longestListMs)
      throw wrongField("query.to", { en: "is more than 400 days after from", "zh-CN": "比开始晚 400 天以上" });
    return [start, end];
  }

  /** Overrides and swaps that are not over yet, or of a period. */
  changes({ rota, ...period }: Period & { rota?: string }): OnCallChange[] {
    const zone = this.#current().plan.rotas[0]?.zone ?? "UTC";
    const range = this.#period(period, zone, [this.#now, this.#now + longestListMs]);
    const filter = { endAfter: range[0], ...(rota === undefined ? {} : { rota }) };
    return this.#read.onCallChanges(filter).filter((change) => reaches(change, range));
  }

  #around(tx: Tx): Around {
    const { roster } = this.#deps;
    return { read: tx.read, roster, rotas: roster.planAt(tx.read, this.#now).plan.rotas, now: this.#now };
  }

  /** Throws `AppError`: `invalid` naming the field, `conflict`. */
  override(tx: Tx, wish: OnCallOverride, by: string): OnCallChanged {
    return this.#make(tx, wantedOverride(wish, this.#around(tx)), wish, by);
  }

  /** Throws `AppError`: `invalid` naming the field, `conflict`. */
  swap(tx: Tx, wish: OnCallSwap, by: string): OnCallChanged {
    return this.#make(tx, wantedSwap(wish, this.#around(tx)), wish, by);
  }

  #make(
    tx: Tx,
    wanted: Wanted,
    { version: seen, check }: Pick<OnCallOverride, "version" | "check">,
    by: string,
  ): OnCallChanged {
    const version = tx.read.onCallVersion(wanted.rota) + 1;
    if (seen !== undefined && seen !== version)
      throw changedMeanwhile({ en: `rota ${wanted.rota}`, "zh-CN": `轮值表 ${wanted.rota}` }, version, seen);
    const around = this.#around(tx);
    const difference = bounded(movesBy(wanted, around));
    if (check) {
      const change = { ...wanted, n: 0, at: this.#now, by };
      return { change, version, warnings: oddities(change, around), difference };
    }
    const change = tx.addOnCallChange({ ...wanted, at: this.#now, by });
    const { n, kind, rota, person, from, to, with: other, why } = change;
    const detail = { n, rota, from, to, why, ...(other ? { with: other } : {}) };
    tx.addAudit({ at: this.#now, actor: by, action: `onCall.${kind}`, target: person, detail });
    return { change, version: version + 1, warnings: oddities(change, around), difference };
  }

  /** Takes an override or swap back from now on. Throws `AppError`: `notFound`, `conflict` if it is over or was cancelled. */
  cancel(tx: Tx, n: number, why: string | undefined, by: string): OnCallChanged {
    const change = tx.read.onCallChange(n);
    const at = this.#now;
    if (!change)
      throw new AppError("notFound", { en: `there is no override or swap ${n}`, "zh-CN": `没有代班或换班 ${n}` });
    if (change.cancelledAt !== undefined)
      throw new AppError("conflict", {
        en: `${change.kind} ${n} was cancelled already`,
        "zh-CN": `${kindWords[change.kind]} ${n} 已取消`,
      });
    if (Math.max(change.to, change.with?.to ?? 0) <= at)
      throw new AppError("conflict", {
        en: `${change.kind} ${n} is over`,
        "zh-CN": `${kindWords[change.kind]} ${n} 已结束`,
      });
    const difference = bounded(movesWithout(change, this.#around(tx)));
    tx.cancelOnCallChange(n, at, by);
    const detail = { n, rota: change.rota, ...(why === undefined ? {} : { why }) };
    tx.addAudit({ at, actor: by, action: "onCall.cancel", target: change.person, detail });
    const version = tx.read.onCallVersion(change.rota) + 1;
    return { change: { ...change, cancelledAt: at, cancelledBy: by }, version, warnings: [], difference };
  }

  /** Who would be told of a new ticket of this queue now, by which ways, and who at each step after. Nobody is told. */
  test(queue: TicketQueue): OnCallTest {
    const path = this.#current().plan.paths.get(queue);
    if (!path) return { queue, at: this.#now, path: false, steps: [] };
    const { roster, notify } = this.#deps;
    const where = { read: this.#read, roster, at: this.#now, reachable: reachableBy(notify) };
    return {
      queue,
      at: this.#now,
      path: true,
      ...(path.acceptMinutes === undefined ? {} : { acceptMinutes: path.acceptMinutes }),
      ...(path.severities ? { severities: path.severities } : {}),
      steps: stepsOf(path).map(({ at }) => {
        const { told, gaps, ways } = resolveStep(path, at, where);
        return { at, gaps: [...gaps], told: told.map((who) => this.#wouldBe(who, ways, dutyEnd(where, who))) };
      }),
    };
  }

  #wouldBe(who: Told, ways: readonly string[], until: number | undefined): OnCallTest["steps"][number]["told"][number] {
    const { id, person, rota, insteadOf } = who;
    return {
      person: id,
      ...(person ? { name: nameOf(who) } : {}),
      ...(rota === undefined ? {} : { rota }),
      ...(insteadOf === undefined ? {} : { insteadOf }),
      ...(until === undefined ? {} : { until }),
      ways: ways.map((channel) => this.#deps.notify.way(channel, who)),
    };
  }

  /** What was paged and who telephoned, newest first. */
  log({
    limit = 200,
    ticket,
    person,
    ...period
  }: Period & { ticket?: number; person?: string; limit?: number }): OnCallLog {
    const zone = this.#current().plan.rotas[0]?.zone ?? "UTC";
    const whole = period.from === undefined && period.to === undefined;
    const [from, to] = this.#period(period, zone, [this.#now - dutiesAheadMs, this.#now + 1]);
    const filter = {
      limit,
      ...(whole ? {} : { from, to }),
      ...(ticket === undefined ? {} : { ticket }),
      ...(person === undefined ? {} : { person }),
    };
    return { pages: this.#read.onCallPages(filter), calls: this.#read.onCallCalls(filter) };
  }

  /** A telephone call, with its length and what came of it. Throws `AppError`: `invalid`, `unknownTicket`. */
  logCall(
    tx: Tx,
    { minutes, result, ticket, person, ...more }: LogOnCallCall & { person: string },
    by: string,
  ): OnCallCall {
    const now = this.#now;
    const at = more.at ?? now - Math.round(minutes * 60_000);
    if (at > now) throw wrongField("body.at", { en: "is yet to come", "zh-CN": "尚未到来" });
    if (ticket !== undefined && !tx.read.ticket(ticket)) throw unknown("ticket", ticket, "unknownTicket");
    const { roster } = this.#deps;
    const { office, rotas } = roster.planAt(tx.read, at).plan;
    const rota = rotas.find(({ id }) => roster.onDuty(tx.read, id, at).some((one) => one.id === person))?.id;
    const call = tx.addOnCallCall({
      at,
      person,
      minutes,
      result,
      ...(ticket === undefined ? {} : { ticket }),
      ...(rota === undefined ? {} : { rota }),
      outsideHours: workBetween(office, at, at + 1) === 0,
      by,
    });
    const detail = { n: call.n, ticket, minutes, result };
    tx.addAudit({ at: now, actor: by, action: "onCall.call", target: person, detail });
    return call;
  }
}

const isOf = ({ queues }: Rota, name: string | undefined): boolean => queues.some((queue) => queue === name);

/** Queues with a rota that nobody would be called of. */
const pathless = ({ rotas, paths }: Plan): Localized[] =>
  [...new Set(rotas.flatMap(({ queues }) => queues))].filter((queue) => !paths.has(queue)).map(noPathText);
