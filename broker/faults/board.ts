import {
  AppError,
  type Clock,
  type DeviceHealth,
  type Evidence,
  type FaultView,
  type Service,
} from "../../contract/index.ts";
import type { DueQueue } from "../due-queue.ts";
import type { LiveEvents } from "../live.ts";
import type { RandomHex } from "../random.ts";
import { type Active, Registry } from "./registry.ts";
import type { FaultRule, Look } from "./rule.ts";
import type { RuleBook } from "./rule-book.ts";
import { addEvidence } from "./stages/evidence.ts";
import { flapOf } from "./stages/flap.ts";
import { begin, dueAfterMs, ended, nextStep, type Said, type Step } from "./stages/phase.ts";

/** What the board asks of the fleet, which it does not know. */
export interface Surroundings {
  /** Is `fault` to be kept quiet, because somebody said they would work there? */
  inMaintenance(terminal: string, fault: FaultView): boolean;
  /** The fault of code `cause` that explains `fault` though it is on another device or terminal (a port with several devices, a site). */
  explains(fault: FaultView, cause: string): FaultView | undefined;
}

export type FaultChange = LiveEvents["fault"]["change"];

/** Where what happens on the board goes: a transaction of the broker, or the notes of a rehearsal. */
export interface Unit {
  save(fault: FaultView): void;
  tell(fault: FaultView, change: FaultChange): void;
  /** Runs, newest first, if what was saved is not kept after all. */
  afterRollback(undo: () => void): void;
}

export interface BoardDeps {
  readonly rules: RuleBook;
  readonly clock: Pick<Clock, "now" | "mono">;
  readonly random: RandomHex;
  /** Says later that a fault's hold is over: `onDue` with its id. */
  readonly due: Pick<DueQueue, "set" | "drop">;
  /** How much of its life a part has used. */
  readonly worn?: (terminal: string, device: string, item: string, health: DeviceHealth) => number | undefined;
}

/** One reading as it is judged. `at`: corrected broker time of the observation. */
export interface Judged {
  readonly health: DeviceHealth;
  readonly at: number;
  readonly fresh: boolean;
}

/** Device id under which faults of a whole terminal are kept. */
export const wholeTerminal = "terminal";

const visible = (fault: FaultView): boolean => fault.state === "open" || fault.state === "clearing";

/**
 * Which faults there are, and what each reading does to them: the whole of judging, without store, log or timers of its own. The engine and a
 * rehearsal both stand on it, so that they cannot come to differ. What a rolled back unit changed is undone.
 */
export class Board {
  readonly #rules: RuleBook;
  readonly #clock: BoardDeps["clock"];
  readonly #random: RandomHex;
  readonly #worn: NonNullable<BoardDeps["worn"]>;
  readonly #registry = new Registry();
  readonly #due: BoardDeps["due"];
  #around: Surroundings = { inMaintenance: () => false, explains: () => undefined };

  constructor(deps: BoardDeps) {
    this.#rules = deps.rules;
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#due = deps.due;
    this.#worn = deps.worn ?? (() => undefined);
  }

  /** Takes up faults of before. Verdicts are not known until readings have been judged again. */
  load(active: readonly FaultView[], closed: readonly FaultView[], around: Surroundings): void {
    this.#around = around;
    const now = this.#clock.now();
    for (const fault of closed) this.#registry.remember(fault);
    for (const fault of active) {
      const rule = this.#rules.byId.get(fault.code);
      if (!rule) continue;
      const elapsed = Math.max(0, now - (fault.phaseAt ?? now));
      this.#registry.add({ fault, rule, said: "cannotTell", phaseMono: this.#clock.mono() - elapsed });
    }
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

  /** Writes what those above found out. `stored`: the fault as it is kept, if it is not on the board any more. Throws `AppError("notFound")`. */
  patch(unit: Unit, id: string, change: Partial<FaultView>, stored: () => FaultView | undefined): FaultView {
    const active = this.#registry.byId(id);
    const before = active?.fault ?? stored();
    if (!before) throw new AppError("notFound", { en: `there is no fault ${id}`, "zh-CN": `没有故障 ${id}` }, { id });
    const fault = { ...before, ...change };
    if (active) this.#replace(unit, active, fault);
    else {
      unit.save(fault);
      const recent = this.#registry.recent(fault.terminal, fault.device, fault.code);
      if (recent?.id === id) {
        this.#registry.remember(fault);
        unit.afterRollback(() => this.#registry.remember(before));
      }
    }
    return fault;
  }

  /** Judges one reading by all rules of its class. Returns how many rules looked. */
  judge(unit: Unit, terminal: string, device: string, reading: Judged): number {
    const { health, at, fresh } = reading;
    const rules = this.#rules.forClass(health.deviceClass);
    const worn = (item: string) => this.#worn(terminal, device, item, health);
    const view = { terminal, device, health, fresh, at, worn };
    const active = this.#registry.device(terminal, device);
    for (const rule of rules) {
      const look = rule.look(view);
      if (look.verdict === "fault") this.#raise(unit, rule, terminal, device, look, at - health.observedAt);
      else if (active !== undefined) this.#quiet(unit, active.get(rule.id), look.verdict);
    }
    return rules.length;
  }

  /** What the fleet or the gateway found out about a terminal as a whole. Throws `AppError("rules")` for a rule that does not exist. */
  say(unit: Unit, code: string, terminal: string, device: string, look: Look): void {
    const rule = this.#rules.byId.get(code);
    if (!rule) throw new AppError("rules", `no rule ${code}`);
    if (rule.off) return;
    if (look.verdict === "fault") this.#raise(unit, rule, terminal, device, look, 0);
    else this.#quiet(unit, this.#registry.get(terminal, device, code), look.verdict);
  }

  /** Nothing can be told of this terminal's devices any more: it is lost. Holds stop; nothing opens, nothing closes. */
  blind(unit: Unit, terminal: string): void {
    for (const active of this.#registry.ofTerminal(terminal)) {
      if (active.rule.deviceClass === "terminal") continue;
      this.#quiet(unit, active, "cannotTell");
      this.#setBlind(unit, active, true);
    }
  }

  /** Looks again at what hides what on a terminal, and at its maintenance. */
  refresh(unit: Unit, terminal: string): void {
    for (const active of this.#registry.ofTerminal(terminal)) {
      this.#rehide(unit, active);
      const maintenance = this.#around.inMaintenance(terminal, active.fault);
      if (active.fault.maintenance === maintenance || active.fault.state === "pending") continue;
      this.#replace(unit, active, { ...active.fault, maintenance });
      if (!maintenance && !active.fault.hiddenBy) unit.tell(active.fault, "shown");
    }
  }

  /** The holds of these faults are over. */
  onDue(unit: Unit, ids: readonly string[]): void {
    for (const id of ids) {
      const active = this.#registry.byId(id);
      if (active) this.#advance(unit, active, active.said);
    }
  }

  /**
   * Puts other settings of these rules into force, with `why` as evidence where that changes a fault. Holds go on with their new length; the faults of a
   * rule that was turned off are closed; one that asks for a ticket from now on is shown again.
   */
  setRules(unit: Unit, rules: readonly FaultRule[], why: string): void {
    const before = rules.flatMap(({ id }) => this.#rules.byId.get(id) ?? []);
    this.#rules.put(rules);
    unit.afterRollback(() => this.#rules.put(before));
    const changed = new Map(rules.map((rule) => [rule.id, rule]));
    for (const active of this.#registry.all()) {
      const rule = changed.get(active.fault.code);
      if (rule) this.#ruled(unit, active, rule, { at: this.#clock.now(), text: why });
    }
  }

  #ruled(unit: Unit, active: Active, rule: FaultRule, evidence: Evidence): void {
    const was = active.rule;
    active.rule = rule;
    unit.afterRollback(() => {
      active.rule = was;
      if (this.#registry.byId(active.fault.id) === active) this.#arm(active);
    });
    if (rule.off) return this.#apply(unit, active, ended(withEvidence(active.fault, evidence), this.#clock.now()));
    if (rule.severity !== active.fault.severity)
      this.#replace(unit, active, { ...withEvidence(active.fault, evidence), severity: rule.severity });
    this.#arm(active);
    const { fault } = active;
    const asks = rule.ticket && !was.ticket && fault.ticket === undefined;
    if (asks && visible(fault) && !fault.hiddenBy && !fault.maintenance) unit.tell(fault, "shown");
  }

  #setBlind(unit: Unit, active: Active, blind: boolean): void {
    const before = active.blind ?? false;
    active.blind = blind;
    unit.afterRollback(() => {
      active.blind = before;
    });
  }

  /** A condition seen before an outage and again after it need not have lasted in between. */
  #seeAgain(unit: Unit, active: Active): void {
    if (!active.blind) return;
    this.#setBlind(unit, active, false);
    if (active.fault.state !== "pending") return;
    this.#replace(unit, active, { ...active.fault, phaseAt: this.#clock.now() });
    active.phaseMono = this.#clock.mono();
  }

  #raise(
    unit: Unit,
    rule: FaultRule,
    terminal: string,
    device: string,
    look: Extract<Look, { verdict: "fault" }>,
    clockShift: number,
  ): void {
    const active = this.#registry.get(terminal, device, rule.id);
    if (active?.said === "fault" && active.fault.state === "open") return;
    if (active) return this.#advance(unit, active, "fault", active.fault.state === "clearing" ? look : undefined);
    const now = this.#clock.now();
    const evidence: Evidence = { at: now, ...look.evidence() };
    const since = Math.min(now, Math.max(0, Math.round((look.since ?? now) + (look.since ? clockShift : 0))));
    const impact = look.impact ?? rule.impact;
    const begun = this.#begin(unit, rule, { terminal, device, since, evidence, impact });
    if (rule.holdMs > 0) unit.tell(begun.fault, "pending");
    this.#advance(unit, begun, "fault");
  }

  #begin(unit: Unit, rule: FaultRule, found: Omit<Found, "id">): Active {
    const { terminal, device, since, evidence } = found;
    const now = this.#clock.now();
    const recent = this.#registry.recent(terminal, device, rule.id);
    const again = recent && (recent.closedAt ?? 0) > now - flapOf(rule).windowMs ? recent : undefined;
    const base: FaultView = again
      ? { ...again, severity: rule.severity, since, evidence: addEvidence(again.evidence, evidence) }
      : newFault(rule, { ...found, id: `f${this.#random(8)}` });
    const active: Active = { fault: begin(base, rule, now), rule, said: "fault", phaseMono: this.#clock.mono() };
    this.#registry.add(active);
    unit.afterRollback(() => {
      this.#registry.remove(active);
      this.#due.drop(active.fault.id);
      if (recent) this.#registry.remember(recent);
    });
    const cause = this.#causeOf(active);
    if (cause) active.fault = { ...active.fault, hiddenBy: cause.id };
    else if (active.fault.hiddenBy) active.fault = unhidden(active.fault);
    unit.save(active.fault);
    return active;
  }

  #quiet(unit: Unit, active: Active | undefined, said: Said): void {
    if (!active) return;
    if (said === "cannotTell") {
      this.#hear(unit, active, said);
      this.#due.drop(active.fault.id);
    } else this.#advance(unit, active, said);
  }

  /** Takes a verdict. If the unit rolls back, what was said before holds again, and time runs on as it did. */
  #hear(unit: Unit, active: Active, said: Said): void {
    const before = active.said;
    active.said = said;
    unit.afterRollback(() => {
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
  #advance(unit: Unit, active: Active, said: Said, look?: Extract<Look, { verdict: "fault" }>): void {
    this.#hear(unit, active, said);
    this.#seeAgain(unit, active);
    for (;;) {
      const now = this.#clock.now();
      const elapsedMs = this.#clock.mono() - active.phaseMono;
      const step = nextStep(active.fault, active.rule, said, { now, elapsedMs });
      if (!step) break;
      const evidence = look && step.change === "repeated" ? { at: now, ...look.evidence() } : undefined;
      this.#apply(unit, active, evidence ? { ...step, fault: withEvidence(step.fault, evidence) } : step);
      if (step.fault.state === "closed") return;
    }
    this.#arm(active);
  }

  #apply(unit: Unit, active: Active, { fault, change }: Step): void {
    const opening = change === "opened" || change === "repeated";
    const flapped = fault.flapping && (!active.fault.flapping || active.fault.state === "pending");
    const maintenance = opening ? this.#around.inMaintenance(fault.terminal, fault) : fault.maintenance;
    this.#replace(unit, active, { ...fault, maintenance });
    if (change === "closed") this.#close(unit, active);
    const hidden = opening && active.fault.hiddenBy !== undefined;
    unit.tell(active.fault, hidden ? "hidden" : change);
    if (opening && flapped) unit.tell(active.fault, "flapping");
    if (opening || change === "closed") this.#rehideOthers(unit, active);
  }

  #close(unit: Unit, active: Active): void {
    this.#registry.remove(active);
    this.#registry.remember(active.fault);
    this.#due.drop(active.fault.id);
    unit.afterRollback(() => this.#registry.add(active));
  }

  #replace(unit: Unit, active: Active, fault: FaultView): void {
    const { fault: before, phaseMono } = active;
    active.fault = fault;
    if (fault.state !== before.state) active.phaseMono = this.#clock.mono();
    unit.afterRollback(() => {
      active.fault = before;
      active.phaseMono = phaseMono;
    });
    unit.save(fault);
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

  #rehideOthers(unit: Unit, changed: Active): void {
    for (const other of this.#registry.ofTerminal(changed.fault.terminal))
      if (other !== changed) this.#rehide(unit, other);
  }

  /** What is already seen is hidden only by a cause that is open itself; what opens while a cause is pending opens hidden. */
  #rehide(unit: Unit, active: Active): void {
    const cause = this.#causeOf(active);
    const { fault } = active;
    if (cause?.id === fault.hiddenBy) return;
    if (cause && cause.state === "pending" && visible(fault)) return;
    this.#replace(unit, active, cause ? { ...fault, hiddenBy: cause.id } : unhidden(fault));
    if (visible(fault)) unit.tell(active.fault, cause ? "hidden" : "shown");
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

interface Found extends Pick<FaultView, "id" | "terminal" | "device" | "since"> {
  readonly evidence: Evidence;
  readonly impact: readonly Service[];
}

const newFault = (rule: FaultRule, found: Found): FaultView => ({
  id: found.id,
  terminal: found.terminal,
  device: found.device,
  code: rule.id,
  title: rule.title,
  severity: rule.severity,
  impact: [...found.impact],
  action: rule.action,
  skill: rule.skill,
  state: "pending",
  since: found.since,
  occurrences: 1,
  flapping: false,
  maintenance: false,
  evidence: [found.evidence],
});
