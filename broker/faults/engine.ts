import { AppError, type Clock, type DeviceHealth, type Evidence, type FaultView } from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { Live, LiveEvents } from "../live.ts";
import type { RandomHex } from "../random.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import type { Faults } from "./faults.ts";
import type { RuleIndex } from "./load-rules.ts";
import { type Active, Registry } from "./registry.ts";
import type { FaultRule, Look } from "./rule.ts";
import { addEvidence } from "./stages/evidence.ts";
import { flapOf } from "./stages/flap.ts";
import { begin, dueAfterMs, nextStep, type Said, type Step } from "./stages/phase.ts";

/** What the engine asks of the fleet, which it does not know. */
export interface Surroundings {
  /** Is `fault` to be kept quiet, because somebody said they would work there? */
  inMaintenance(terminal: string, fault: FaultView): boolean;
  /** The fault of code `cause` that explains `fault` though it is on another device or terminal (a port with several devices, a site). */
  explains(fault: FaultView, cause: string): FaultView | undefined;
}

export interface EngineDeps {
  readonly rules: RuleIndex;
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly random: RandomHex;
  readonly onError: (error: unknown) => void;
  /** How much of its life a part has used. */
  readonly worn?: (terminal: string, device: string, item: string, health: DeviceHealth) => number | undefined;
}

/** Device id under which faults of a whole terminal are kept. */
export const wholeTerminal = "terminal";

/** These go to the audit log, so that what was down, and when, can be told from it. What never opened is not told. */
const audited: readonly LiveEvents["fault"]["change"][] = ["opened", "repeated", "hidden", "shown", "closed"];

const visible = (fault: FaultView): boolean => fault.state === "open" || fault.state === "clearing";

/**
 * Opens and closes faults. Judging runs inside the transaction that stored the reading; holds run on the clock, exactly, and resume after a
 * restart. Memory follows the transaction: what a rolled back unit changed is undone.
 */
export class FaultEngine implements Faults {
  readonly rules: ReadonlyMap<string, FaultRule>;
  readonly #index: RuleIndex;
  readonly #store: Store;
  readonly #live: Live;
  readonly #clock: Clock;
  readonly #random: RandomHex;
  readonly #onError: (error: unknown) => void;
  readonly #worn: NonNullable<EngineDeps["worn"]>;
  readonly #registry = new Registry();
  readonly #due: DueQueue;
  #around: Surroundings = { inMaintenance: () => false, explains: () => undefined };

  constructor(deps: EngineDeps) {
    this.#index = deps.rules;
    this.rules = deps.rules.byId;
    this.#store = deps.store;
    this.#live = deps.live;
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#onError = deps.onError;
    this.#worn = deps.worn ?? (() => undefined);
    this.#due = new DueQueue(deps.clock, (ids) => this.#onDue(ids));
  }

  /** Takes up where the last run ended. Verdicts are not known until the stored readings have been judged again. */
  load(read: Readers, around: Surroundings): void {
    this.#around = around;
    const now = this.#clock.now();
    for (const fault of read.faults({ active: false, limit: 20_000 }).reverse())
      if ((fault.closedAt ?? 0) > now - 24 * 3_600_000) this.#registry.remember(fault);
    for (const fault of read.faults({ active: true, limit: 1_000_000 })) {
      const rule = this.rules.get(fault.code);
      if (!rule) continue;
      const elapsed = Math.max(0, now - (fault.phaseAt ?? now));
      this.#registry.add({ fault, rule, said: "cannotTell", phaseMono: this.#clock.mono() - elapsed });
    }
  }

  close(): void {
    this.#due.close();
  }

  active(terminal: string, device?: string): FaultView[] {
    if (device !== undefined) return [...(this.#registry.device(terminal, device)?.values() ?? [])].map((a) => a.fault);
    return this.#registry.ofTerminal(terminal).map((a) => a.fault);
  }

  get(terminal: string, device: string, code: string): FaultView | undefined {
    return this.#registry.get(terminal, device, code)?.fault;
  }

  all(): FaultView[] {
    return this.#registry.all().map((active) => active.fault);
  }

  patch(tx: Tx, id: string, change: Partial<Pick<FaultView, "ticket" | "conclusion">>): FaultView {
    const active = this.#registry.byId(id);
    const before = active?.fault ?? tx.read.fault(id);
    if (!before) throw new AppError("notFound", `no fault ${id}`, { id });
    const fault = { ...before, ...change };
    if (active) this.#replace(tx, active, fault);
    else {
      tx.saveFault(fault);
      const recent = this.#registry.recent(fault.terminal, fault.device, fault.code);
      if (recent?.id === id) {
        this.#registry.remember(fault);
        tx.afterRollback(() => this.#registry.remember(before));
      }
    }
    return fault;
  }

  /** Judges one reading by all rules of its class. Returns how many rules looked. */
  judge(
    tx: Tx,
    terminal: string,
    device: string,
    reading: { health: DeviceHealth; at: number; fresh: boolean },
  ): number {
    const { health, at, fresh } = reading;
    const rules = this.#index.forClass(health.deviceClass);
    const worn = (item: string) => this.#worn(terminal, device, item, health);
    const view = { terminal, device, health, fresh, at, worn };
    const active = this.#registry.device(terminal, device);
    for (const rule of rules) {
      const look = rule.look(view);
      if (look.verdict === "fault") this.#raise(tx, rule, terminal, device, look, at - health.observedAt);
      else if (active !== undefined) this.#quiet(tx, active.get(rule.id), look.verdict);
    }
    return rules.length;
  }

  /** What the fleet or the gateway found out about a terminal as a whole. Throws `AppError("rules")` for a rule that does not exist. */
  say(tx: Tx, code: string, terminal: string, device: string, look: Look): void {
    const rule = this.rules.get(code);
    if (!rule) throw new AppError("rules", `no rule ${code}`);
    if (look.verdict === "fault") this.#raise(tx, rule, terminal, device, look, 0);
    else this.#quiet(tx, this.#registry.get(terminal, device, code), look.verdict);
  }

  /** Nothing can be told of this terminal's devices any more: it is lost. Holds stop; nothing opens, nothing closes. */
  blind(tx: Tx, terminal: string): void {
    for (const active of this.#registry.ofTerminal(terminal)) {
      if (active.rule.deviceClass === "terminal") continue;
      this.#quiet(tx, active, "cannotTell");
      this.#setBlind(tx, active, true);
    }
  }

  #setBlind(tx: Tx, active: Active, blind: boolean): void {
    const before = active.blind ?? false;
    active.blind = blind;
    tx.afterRollback(() => {
      active.blind = before;
    });
  }

  /** A condition seen before an outage and again after it need not have lasted in between. */
  #seeAgain(tx: Tx, active: Active): void {
    if (!active.blind) return;
    this.#setBlind(tx, active, false);
    if (active.fault.state !== "pending") return;
    this.#replace(tx, active, { ...active.fault, phaseAt: this.#clock.now() });
    active.phaseMono = this.#clock.mono();
  }

  /** Looks again at what hides what on a terminal, and at its maintenance. */
  refresh(tx: Tx, terminal: string): void {
    for (const active of this.#registry.ofTerminal(terminal)) {
      this.#rehide(tx, active);
      const maintenance = this.#around.inMaintenance(terminal, active.fault);
      if (active.fault.maintenance === maintenance || active.fault.state === "pending") continue;
      this.#replace(tx, active, { ...active.fault, maintenance });
      if (!maintenance && !active.fault.hiddenBy) this.#emit(tx, active.fault, "shown");
    }
  }

  #raise(
    tx: Tx,
    rule: FaultRule,
    terminal: string,
    device: string,
    look: Extract<Look, { verdict: "fault" }>,
    clockShift: number,
  ): void {
    const active = this.#registry.get(terminal, device, rule.id);
    if (active?.said === "fault" && active.fault.state === "open") return;
    if (active) return this.#advance(tx, active, "fault", active.fault.state === "clearing" ? look : undefined);
    const now = this.#clock.now();
    const evidence: Evidence = { at: now, ...look.evidence() };
    const since = Math.min(now, Math.max(0, Math.round((look.since ?? now) + (look.since ? clockShift : 0))));
    const begun = this.#begin(tx, rule, { terminal, device, since, evidence });
    if (rule.holdMs > 0) this.#emit(tx, begun.fault, "pending");
    this.#advance(tx, begun, "fault");
  }

  #begin(
    tx: Tx,
    rule: FaultRule,
    found: { terminal: string; device: string; since: number; evidence: Evidence },
  ): Active {
    const { terminal, device, since, evidence } = found;
    const now = this.#clock.now();
    const recent = this.#registry.recent(terminal, device, rule.id);
    const again = recent && (recent.closedAt ?? 0) > now - flapOf(rule).windowMs ? recent : undefined;
    const base: FaultView = again
      ? { ...again, since, evidence: addEvidence(again.evidence, evidence) }
      : newFault(rule, { id: `f${this.#random(8)}`, terminal, device, since, evidence });
    const active: Active = { fault: begin(base, rule, now), rule, said: "fault", phaseMono: this.#clock.mono() };
    this.#registry.add(active);
    tx.afterRollback(() => {
      this.#registry.remove(active);
      this.#due.drop(active.fault.id);
      if (recent) this.#registry.remember(recent);
    });
    const cause = this.#causeOf(active);
    if (cause) active.fault = { ...active.fault, hiddenBy: cause.id };
    else if (active.fault.hiddenBy) active.fault = unhidden(active.fault);
    tx.saveFault(active.fault);
    return active;
  }

  #quiet(tx: Tx, active: Active | undefined, said: Said): void {
    if (!active) return;
    if (said === "cannotTell") {
      this.#hear(tx, active, said);
      this.#due.drop(active.fault.id);
    } else this.#advance(tx, active, said);
  }

  /** Takes a verdict. If the unit rolls back, what was said before holds again, and time runs on as it did. */
  #hear(tx: Tx, active: Active, said: Said): void {
    const before = active.said;
    active.said = said;
    tx.afterRollback(() => {
      active.said = before;
      if (this.#registry.byId(active.fault.id) === active) this.#arm(active);
    });
  }

  #arm({ fault, rule, said, phaseMono }: Active): void {
    const due = dueAfterMs(fault, rule, said);
    if (due === undefined) this.#due.drop(fault.id);
    else this.#due.set(fault.id, due - (this.#clock.mono() - phaseMono));
  }

  /** Moves a fault on as far as it goes, and says when time alone will move it further. */
  #advance(tx: Tx, active: Active, said: Said, look?: Extract<Look, { verdict: "fault" }>): void {
    this.#hear(tx, active, said);
    this.#seeAgain(tx, active);
    for (;;) {
      const now = this.#clock.now();
      const elapsedMs = this.#clock.mono() - active.phaseMono;
      const step = nextStep(active.fault, active.rule, said, { now, elapsedMs });
      if (!step) break;
      const evidence = look && step.change === "repeated" ? { at: now, ...look.evidence() } : undefined;
      this.#apply(tx, active, evidence ? { ...step, fault: withEvidence(step.fault, evidence) } : step);
      if (step.fault.state === "closed") return;
    }
    this.#arm(active);
  }

  #apply(tx: Tx, active: Active, { fault, change }: Step): void {
    const opening = change === "opened" || change === "repeated";
    const flapped = fault.flapping && (!active.fault.flapping || active.fault.state === "pending");
    const maintenance = opening ? this.#around.inMaintenance(fault.terminal, fault) : fault.maintenance;
    this.#replace(tx, active, { ...fault, maintenance });
    if (change === "closed") this.#close(tx, active);
    const hidden = opening && active.fault.hiddenBy !== undefined;
    this.#emit(tx, active.fault, hidden ? "hidden" : change);
    if (opening && flapped) this.#emit(tx, active.fault, "flapping");
    if (opening || change === "closed") this.#rehideOthers(tx, active);
  }

  #close(tx: Tx, active: Active): void {
    this.#registry.remove(active);
    this.#registry.remember(active.fault);
    this.#due.drop(active.fault.id);
    tx.afterRollback(() => this.#registry.add(active));
  }

  #replace(tx: Tx, active: Active, fault: FaultView): void {
    const { fault: before, phaseMono } = active;
    active.fault = fault;
    if (fault.state !== before.state) active.phaseMono = this.#clock.mono();
    tx.afterRollback(() => {
      active.fault = before;
      active.phaseMono = phaseMono;
    });
    tx.saveFault(fault);
  }

  #causeOf({ fault, rule }: Active): FaultView | undefined {
    for (const code of rule.inhibitedBy ?? []) {
      const cause =
        this.#registry.get(fault.terminal, fault.device, code)?.fault ??
        this.#registry.get(fault.terminal, wholeTerminal, code)?.fault ??
        this.#around.explains(fault, code);
      if (cause && cause.id !== fault.id && cause.state !== "closed") return cause;
    }
    if (!rule.inhibitedAcross) return undefined;
    const across = this.#registry.ofTerminal(fault.terminal).map((other) => other.fault);
    return across.find((other) => rule.inhibitedAcross?.includes(other.code) && other.state !== "closed");
  }

  #rehideOthers(tx: Tx, changed: Active): void {
    for (const other of this.#registry.ofTerminal(changed.fault.terminal))
      if (other !== changed) this.#rehide(tx, other);
  }

  /** What is already seen is hidden only by a cause that is open itself; what opens while a cause is pending opens hidden. */
  #rehide(tx: Tx, active: Active): void {
    const cause = this.#causeOf(active);
    const { fault } = active;
    if (cause?.id === fault.hiddenBy) return;
    if (cause && cause.state === "pending" && visible(fault)) return;
    this.#replace(tx, active, cause ? { ...fault, hiddenBy: cause.id } : unhidden(fault));
    if (visible(fault)) this.#emit(tx, active.fault, cause ? "hidden" : "shown");
  }

  #onDue(ids: string[]): void {
    this.#store
      .write((tx) => {
        for (const id of ids) {
          const active = this.#registry.byId(id);
          if (active) this.#advance(tx, active, active.said);
        }
      })
      .catch((error: unknown) => {
        // Nothing was changed. The holds are over all the same, so they are tried again soon.
        this.#onError(error);
        for (const id of ids) this.#due.set(id, 1000);
      });
  }

  #audit(tx: Tx, fault: FaultView, change: string): void {
    const { id, device, code, severity, impact, since, occurrences, maintenance, hiddenBy } = fault;
    const hidden = hiddenBy === undefined ? {} : { hiddenBy };
    const detail = { id, device, code, severity, impact, since, occurrences, maintenance, ...hidden };
    tx.addAudit({ at: this.#clock.now(), actor: "broker", action: `fault.${change}`, target: fault.terminal, detail });
  }

  #emit(tx: Tx, fault: FaultView, change: LiveEvents["fault"]["change"]): void {
    if (audited.includes(change) && fault.openedAt !== undefined) this.#audit(tx, fault, change);
    this.#live.emit(tx, "fault", { fault, change });
  }
}

const unhidden = (fault: FaultView): FaultView => {
  const { hiddenBy: _, ...rest } = fault;
  return rest;
};

const withEvidence = (fault: FaultView, evidence: Evidence): FaultView => ({
  ...fault,
  evidence: addEvidence(fault.evidence, evidence),
});

const newFault = (
  rule: FaultRule,
  found: { id: string; terminal: string; device: string; since: number; evidence: Evidence },
): FaultView => ({
  id: found.id,
  terminal: found.terminal,
  device: found.device,
  code: rule.id,
  title: rule.title,
  severity: rule.severity,
  impact: [...rule.impact],
  action: rule.action,
  skill: rule.skill,
  state: "pending",
  since: found.since,
  occurrences: 1,
  flapping: false,
  maintenance: false,
  evidence: [found.evidence],
});
