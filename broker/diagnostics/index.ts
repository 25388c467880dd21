import { setMaxListeners } from "node:events";
import { AppError, type Clock, type Conclusion, type DiagnosisView, type FaultView } from "../../contract/index.ts";
import type { Commands } from "../commands/index.ts";
import type { Faults } from "../faults/faults.ts";
import type { Live } from "../live.ts";
import type { Store, Tx } from "../store/store.ts";
import { noDeviceText, thereAre, unknown } from "../unknown.ts";
import { Budget, deviceKey } from "./budget.ts";
import { isAutomatic, Performer } from "./performer.ts";
import { type DiagnosticsPolicy, defaultPolicy } from "./policy.ts";
import { corrected, provenCure } from "./post-check.ts";
import type { Finding } from "./recovery.ts";
import { evidenceOf, factsAsk, factsOf, replay } from "./replay.ts";
import type { Answer, Facts, Runbook } from "./runbook.ts";
import { type WithheldReason, withheldFinding } from "./withheld.ts";

export interface DiagnosticsDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly commands: Pick<Commands, "request" | "get" | "finished">;
  readonly runbooks: ReadonlyMap<string, Runbook>;
  /** New unguessable text, at most 40 characters: with `.<step>` behind it, it names commands. */
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
  readonly policy?: Partial<DiagnosticsPolicy>;
}

export interface DiagnosisRequest {
  readonly terminal: string;
  readonly device: string;
  /** Without one: the runbook of the device's worst fault, or the only one that handles its class. */
  readonly runbook?: string;
  /** `user:<name>`. */
  readonly by: string;
}

export interface Diagnostics {
  /** Throws `AppError`: `unknownTerminal`, `unknownDevice`, `unknownRunbook`, `conflict` if one is running on this device. */
  diagnose(request: DiagnosisRequest): Promise<DiagnosisView>;
  readonly running: number;
  readonly runbooks: ReadonlyMap<string, Runbook>;
  stop(): Promise<void>;
}

interface Begin {
  readonly runbook: string;
  readonly terminal: string;
  readonly device: string;
  readonly by: string;
  readonly fault?: FaultView;
}

const startOn = new Set(["opened", "shown", "repeated"]);

const wants = (fault: FaultView | undefined): fault is FaultView =>
  fault?.state === "open" && !fault.hiddenBy && !fault.maintenance && fault.ticket === undefined;

/**
 * Runs runbooks: when a fault opens that has one, or when a person asks. Each ask and answer is in the store before the next step, so that a restarted
 * broker goes on where it was; the answer to an ask that was under way is fetched again, and a command is never sent twice.
 */
class DiagnosticsDesk implements Diagnostics {
  readonly #deps: DiagnosticsDeps;
  readonly #policy: DiagnosticsPolicy;
  readonly #budget: Budget;
  readonly #performer: Performer;
  /** Devices that have one under way, and the work of each. */
  readonly #busy = new Map<string, Promise<void>>();
  /** Faults that wait for their device or for a free place. */
  readonly #waiting = new Map<string, { readonly key: string; readonly at: number }>();
  readonly #abort = new AbortController();
  readonly #unsubscribe: () => void;

  constructor(deps: DiagnosticsDeps) {
    this.#deps = deps;
    this.#policy = { ...defaultPolicy, ...deps.policy };
    this.#budget = new Budget(this.#policy);
    this.#performer = new Performer({ ...deps, budget: this.#budget });
    // Every diagnosis that runs waits with this signal.
    setMaxListeners(0, this.#abort.signal);
    this.#recall();
    this.#unsubscribe = deps.live.after((event) => {
      if (event.name === "fault" && startOn.has(event.change)) this.#consider(event.fault);
    });
    for (const diagnosis of deps.store.read.diagnoses({ state: "running", limit: 10_000 })) this.#go(diagnosis);
    for (const fault of deps.store.read.faults({ active: true, limit: 100_000 }))
      if (fault.conclusion === undefined) this.#consider(fault);
  }

  get running(): number {
    return this.#busy.size;
  }

  get runbooks(): ReadonlyMap<string, Runbook> {
    return this.#deps.runbooks;
  }

  async diagnose(request: DiagnosisRequest): Promise<DiagnosisView> {
    const { terminal, device } = request;
    if (!this.#deps.store.read.terminal(terminal)) throw unknown("terminal", terminal, "unknownTerminal");
    if (!this.#announced(terminal, device)) {
      const known = this.#deps.store.read.terminal(terminal)?.inventory?.devices ?? [];
      const text = noDeviceText(
        terminal,
        device,
        known.map((one) => one.device),
      );
      throw new AppError("unknownDevice", text);
    }
    const { runbook, fault } = this.#choose(request);
    const key = deviceKey(request);
    if (this.#busy.has(key))
      throw new AppError("conflict", {
        en: `a diagnosis of ${device} is running; wait until it has ended`,
        "zh-CN": `${device} 正在诊断：请待其结束`,
      });
    const begun = this.#begin({ runbook: runbook.id, terminal, device, by: request.by, ...(fault ? { fault } : {}) });
    this.#busy.set(
      key,
      begun.then(
        () => undefined,
        () => undefined,
      ),
    );
    try {
      const view = await begun;
      this.#go(view);
      return view;
    } catch (error) {
      this.#busy.delete(key);
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#waiting.clear();
    this.#abort.abort(new AppError("closed", "the broker is stopping"));
    await Promise.allSettled(this.#busy.values());
  }

  #announced(terminal: string, device: string): Facts["device"] | undefined {
    return this.#deps.store.read.terminal(terminal)?.inventory?.devices.find((d) => d.device === device);
  }

  #choose({ terminal, device, runbook }: DiagnosisRequest): { runbook: Runbook; fault?: FaultView } {
    const open = this.#deps.faults.active(terminal, device).filter((f) => f.state === "open");
    const wanted = runbook ?? open.map((f) => this.#deps.faults.rules.get(f.code)?.runbook).find((id) => id);
    const deviceClass = this.#announced(terminal, device)?.deviceClass ?? "";
    const fits = [...this.#deps.runbooks.values()].filter((r) => ["any", deviceClass].includes(r.deviceClass));
    const found = wanted === undefined ? undefined : fits.find((r) => r.id === wanted);
    if (!found) {
      const known = thereAre(fits.map((one) => one.id));
      throw new AppError("unknownRunbook", {
        en: `${wanted ? `no runbook ${wanted}` : "no open fault with a runbook, so name one"} for ${device}${known.en}`,
        "zh-CN": `${wanted ? `${device} 没有诊断流程 ${wanted}` : `${device} 没有带诊断流程的未决故障，请指定一个`}${known["zh-CN"]}`,
      });
    }
    const fault = open.find((f) => found.handles.includes(f.code));
    return { runbook: found, ...(fault ? { fault } : {}) };
  }

  /** Counts again what the last window saw. */
  #recall(): void {
    const { store, clock } = this.#deps;
    const from = clock.now() - this.#policy.windowMs;
    for (const diagnosis of store.read.diagnoses({ limit: 5_000 }).reverse())
      if (diagnosis.startedAt > from && isAutomatic(diagnosis) && diagnosis.steps.length > 0)
        this.#budget.recall(diagnosis, this.#disturbingOf(diagnosis));
  }

  /** When this diagnosis sent something that disturbs. What was refused before it was sent is not in the commands. */
  #disturbingOf(diagnosis: DiagnosisView): number[] {
    const facts = factsOf(diagnosis.steps);
    const harmless = new Set(facts.device.commands.filter((c) => c.disturbs === "nothing").map((c) => c.name));
    return diagnosis.steps.flatMap((step) => {
      const sent = this.#deps.commands.get(`${diagnosis.id}.${step.n}`);
      return sent && !harmless.has(sent.command) ? [step.at] : [];
    });
  }

  #consider(fault: FaultView): void {
    const runbook = this.#deps.faults.rules.get(fault.code)?.runbook;
    if (runbook === undefined || !wants(fault) || this.#abort.signal.aborted) return;
    const key = deviceKey(fault);
    if (!this.#busy.has(key) && this.#busy.size < this.#policy.maxRunning) return this.#startFor(fault, runbook);
    if (this.#waiting.size < this.#policy.maxWaiting) this.#waiting.set(fault.id, { key, at: this.#deps.clock.now() });
    else this.#track(key, this.#withhold(fault, runbook, "queueFull"));
  }

  #startFor(fault: FaultView, runbook: string): void {
    const key = deviceKey(fault);
    const { terminal, device } = fault;
    const no = this.#refusal(fault, runbook);
    if (no) return this.#track(key, this.#withhold(fault, runbook, no));
    this.#budget.ran(key, this.#deps.clock.now());
    const begin = this.#begin({ runbook, terminal, device, by: "broker", fault });
    this.#track(
      key,
      begin.then((view) => this.#run(view.id)),
    );
  }

  #refusal(fault: FaultView, runbook: string): WithheldReason | undefined {
    const found = this.#deps.runbooks.get(runbook);
    if (!found) return "noRunbook";
    if (!this.#announced(fault.terminal, fault.device)) return "noDevice";
    if (found.disturbs === "money") return "money";
    if (!this.#policy.automatic) return "switchedOff";
    if (this.#deps.faults.rules.get(fault.code)?.automatic === false) return "ruleByHand";
    return this.#budget.mayRun(deviceKey(fault), this.#deps.clock.now())?.code;
  }

  #go(view: DiagnosisView): void {
    this.#track(deviceKey(view), this.#run(view.id));
  }

  #track(key: string, work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        if (!this.#abort.signal.aborted) this.#deps.onError(error);
      })
      .then(() => {
        if (this.#busy.get(key) === tracked) this.#busy.delete(key);
        this.#next();
      });
    this.#busy.set(key, tracked);
  }

  /** A place is free: the oldest waiting fault whose device is free, if it still wants a diagnosis. */
  #next(): void {
    if (this.#abort.signal.aborted) return;
    for (const [id, { key, at }] of this.#waiting) {
      if (this.#busy.size >= this.#policy.maxRunning) return;
      if (this.#busy.has(key)) continue;
      this.#waiting.delete(id);
      const { read } = this.#deps.store;
      const fault = read.fault(id);
      const [last] = read.diagnoses({ fault: id, limit: 1 });
      if (fault && (last?.finishedAt ?? 0) < at) this.#consider(fault);
    }
  }

  #facts(terminal: string, device: string, fault: FaultView | undefined): Facts {
    const { store, clock } = this.#deps;
    const row = store.read.health(terminal).find((r) => r.device === device);
    const announced = this.#announced(terminal, device);
    const deviceFacts = announced ?? {
      device,
      deviceClass: row?.health.deviceClass ?? "host",
      driver: "unknown",
      identity: {},
      commands: [],
    };
    return {
      terminal,
      device: deviceFacts,
      startedAt: clock.now(),
      ...(fault ? { fault } : {}),
      ...(row ? { health: row.health } : {}),
    };
  }

  #newView({ runbook, terminal, device, by, fault }: Begin): DiagnosisView {
    const now = this.#deps.clock.now();
    const title = this.#deps.runbooks.get(runbook)?.title ?? { en: runbook, "zh-CN": runbook };
    const answer = this.#facts(terminal, device, fault);
    return {
      id: `d${this.#deps.newId()}`,
      runbook,
      title,
      terminal,
      device,
      by,
      ...(fault ? { fault: fault.id } : {}),
      state: "running",
      startedAt: now,
      steps: [{ n: 0, at: now, ask: factsAsk, answer, answeredAt: now }],
    };
  }

  #begin(begin: Begin): Promise<DiagnosisView> {
    return this.#deps.store.write((tx) => {
      const view = this.#newView(begin);
      const { by, terminal, device, runbook } = view;
      const detail = { id: view.id, runbook, fault: view.fault };
      tx.addAudit({
        at: view.startedAt,
        actor: by,
        action: "diagnosis.started",
        target: `${terminal}/${device}`,
        detail,
      });
      this.#save(tx, view);
      return view;
    });
  }

  /** A diagnosis that never ran is stored all the same: it says why, and its ticket can be made. */
  async #withhold(fault: FaultView, runbook: string, reason: WithheldReason): Promise<void> {
    await this.#deps.store.write((tx) => {
      const { terminal, device } = fault;
      const view = this.#newView({ runbook, terminal, device, by: "broker", fault });
      this.#conclude(tx, { ...view, steps: [] }, withheldFinding(reason));
    });
  }

  #save(tx: Tx, diagnosis: DiagnosisView): void {
    tx.saveDiagnosis(diagnosis);
    this.#deps.live.emit(tx, "diagnosis", { diagnosis });
  }

  #conclude(tx: Tx, view: DiagnosisView, found: Finding, state: "concluded" | "abandoned" = "concluded"): void {
    const conclusion: Conclusion = { ...found, evidence: evidenceOf(view) };
    const fault = view.fault === undefined ? undefined : tx.read.fault(view.fault);
    if (fault) this.#deps.faults.patch(tx, fault.id, { conclusion });
    const target = `${view.terminal}/${view.device}`;
    const detail = { id: view.id, runbook: view.runbook, fault: view.fault, verdict: conclusion.verdict };
    tx.addAudit({ at: this.#deps.clock.now(), actor: "broker", action: `diagnosis.${state}`, target, detail });
    this.#save(tx, { ...view, state, finishedAt: this.#deps.clock.now(), conclusion });
  }

  /** Step by step until the runbook ends. Everything is read from the store each time, so that starting in the middle is nothing special. */
  async #run(id: string): Promise<void> {
    for (;;) {
      const view = this.#deps.store.read.diagnosis(id);
      if (view?.state !== "running") return;
      const asked = await this.#ask(view);
      if (!asked) return;
      const signal = this.#abort.signal;
      const answer = await this.#performer.answer(asked, signal);
      await this.#answer(id, asked.step.n, answer);
    }
  }

  async #ask(view: DiagnosisView): Promise<Parameters<Performer["answer"]>[0] | undefined> {
    const runbook = this.#deps.runbooks.get(view.runbook);
    if (!runbook) return this.#end(view, withheldFinding("noRunbook"), "abandoned");
    if (this.#deps.clock.now() - view.startedAt > this.#policy.maxDurationMs)
      return this.#end(view, withheldFinding("tooLong"), "abandoned");
    let next: ReturnType<typeof replay>;
    try {
      next = replay(runbook, view.steps);
    } catch (error) {
      this.#deps.onError(error);
      return this.#end(view, withheldFinding("broken"), "abandoned");
    }
    if (next.kind === "changed") return this.#end(view, withheldFinding("changed"), "abandoned");
    if (next.kind === "done") return this.#end(view, this.#checked(runbook, view, next.finding), "concluded");
    if (next.n > this.#policy.maxSteps) return this.#end(view, withheldFinding("tooManySteps"), "abandoned");
    const known = view.steps[next.n];
    const step = known ?? this.#performer.step(view, next.n, next.ask);
    const diagnosis = known ? view : { ...view, steps: [...view.steps, step] };
    if (!known) await this.#deps.store.write((tx) => this.#save(tx, diagnosis));
    return { diagnosis, runbook, step, ask: next.ask };
  }

  async #answer(id: string, n: number, answer: Answer): Promise<void> {
    await this.#deps.store.write((tx) => {
      const view = tx.read.diagnosis(id);
      if (!view) return;
      const answeredAt = this.#deps.clock.now();
      const steps = view.steps.map((step) => (step.n === n ? { ...step, answer, answeredAt } : step));
      this.#save(tx, { ...view, steps });
    });
  }

  #checked(runbook: Runbook, view: DiagnosisView, found: Finding): Finding {
    if (found.verdict !== "cured") return found;
    const facts = factsOf(view.steps);
    const codes = facts.fault ? [facts.fault.code] : runbook.handles;
    const rules = codes.flatMap((code) => this.#deps.faults.rules.get(code) ?? []);
    const usable = facts.fault ? rules : rules.filter((r) => r.deviceClass !== "terminal");
    return provenCure(facts, view.steps, usable) === "proven" ? found : corrected(found);
  }

  async #end(view: DiagnosisView, found: Finding, state: "concluded" | "abandoned"): Promise<undefined> {
    await this.#deps.store.write((tx) => this.#conclude(tx, view, found, state));
    const ended = this.#deps.store.read.diagnosis(view.id);
    if (ended && isAutomatic(ended)) this.#budget.ended(ended, this.#disturbingOf(ended).length > 0);
    return undefined;
  }
}

/** Starts diagnostics: goes on with what was running, and takes up faults that opened while the broker was away. */
export const startDiagnostics = (deps: DiagnosticsDeps): Diagnostics => new DiagnosticsDesk(deps);
