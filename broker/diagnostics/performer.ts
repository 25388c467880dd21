import {
  AppError,
  type Clock,
  type CommandDescriptor,
  type DiagnosisStep,
  type DiagnosisView,
  disturbances,
  sleep,
} from "../../contract/index.ts";
import type { Commands } from "../commands/index.ts";
import type { HealthRow, Store } from "../store/store.ts";
import { type Budget, deviceKey } from "./budget.ts";
import { describe } from "./replay.ts";
import type { Answer, Ask, Runbook } from "./runbook.ts";

export interface PerformerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly commands: Pick<Commands, "request" | "get" | "finished">;
  readonly budget: Budget;
}
export interface Asked {
  readonly diagnosis: DiagnosisView;
  readonly runbook: Runbook;
  readonly step: DiagnosisStep;
  readonly ask: Ask;
}

type Of<K extends Ask["ask"]> = Extract<Ask, { ask: K }>;

/** How often the store is asked for a newer reading. */
const lookEveryMs = 500;
const defaultPatienceMs = 300_000;

export const isAutomatic = (diagnosis: Pick<DiagnosisView, "by">): boolean => diagnosis.by === "broker";

const refused = (command: string, code: string, text: string): Answer => ({
  kind: "command",
  state: "refused",
  outcome: { id: "none", command, status: "refused", reason: { code, text } },
});

/** Answers one ask of a runbook. Every answer has a deadline; device trouble and refusals are answers, not errors. */
export class Performer {
  readonly #deps: PerformerDeps;
  constructor(deps: PerformerDeps) {
    this.#deps = deps;
  }

  /** Rejects only with the signal's reason, or if the store fails. */
  async answer(asked: Asked, signal: AbortSignal): Promise<Answer> {
    const { ask } = asked;
    switch (ask.ask) {
      case "command":
        return this.#command(asked, ask, signal);
      case "wait":
        return this.#wait(asked.step, ask, signal);
      case "health":
        return this.#health(asked, ask, signal);
      case "history":
        return this.#history(asked.diagnosis, ask);
    }
  }

  async #wait(step: DiagnosisStep, ask: Of<"wait">, signal: AbortSignal): Promise<Answer> {
    const leftMs = step.at + ask.ms - this.#deps.clock.now();
    await sleep(this.#deps.clock, Math.min(Math.max(leftMs, 0), ask.ms), signal);
    return { kind: "waited" };
  }

  #history({ terminal, device, fault }: DiagnosisView, ask: Of<"history">): Answer {
    const { store, clock } = this.#deps;
    const code = fault === undefined ? undefined : store.read.fault(fault)?.code;
    const since = clock.now() - ask.hours * 3_600_000;
    const openings = store.read
      .faults({ terminal, device, limit: 500 })
      .filter((f) => f.openedAt !== undefined && f.since >= since && (code === undefined || f.code === code))
      .reduce((sum, f) => sum + f.occurrences, 0);
    return { kind: "history", openings };
  }

  #row({ terminal, device }: DiagnosisView): HealthRow | undefined {
    return this.#deps.store.read.health(terminal).find((row) => row.device === device);
  }

  /** From when on a reading tells of the device as it is now: the last command was sent, or the diagnosis began. Changes are reported at once. */
  #since({ id, startedAt, steps }: DiagnosisView): number {
    const last = steps.findLast((step) => (step.answer as Answer | undefined)?.kind === "command");
    return last ? (this.#deps.commands.get(`${id}.${last.n}`)?.sentAt ?? last.at) : startedAt;
  }

  /** Not stale, and the terminal is there: no news since is no change. */
  #isCurrent(row: HealthRow): boolean {
    const { store, clock } = this.#deps;
    if (clock.now() - row.at > row.health.freshForMs) return false;
    return store.read.terminal(row.terminal)?.status === "online";
  }

  async #health(asked: Asked, ask: Of<"health">, signal: AbortSignal): Promise<Answer> {
    const { clock } = this.#deps;
    const began = clock.mono();
    const leftMs = Math.min(ask.withinMs, Math.max(0, asked.step.at + ask.withinMs - clock.now()));
    for (;;) {
      const row = this.#row(asked.diagnosis);
      const current = row !== undefined && this.#isCurrent(row);
      // By corrected broker time: an old reading that arrives late is not new.
      const fresh = current && row.at >= this.#since(asked.diagnosis);
      const left = leftMs - (clock.mono() - began);
      if (fresh || left <= 0) return { kind: "health", fresh, current, ...(row ? { health: row.health } : {}) };
      await sleep(clock, Math.min(lookEveryMs, left), signal);
    }
  }

  /** What is to be asked as the next step; a command by the title that the device announces now. */
  step(diagnosis: DiagnosisView, n: number, ask: Ask): DiagnosisStep {
    const title = ask.ask === "command" ? this.#descriptor(diagnosis, ask.command)?.title : undefined;
    return { n, at: this.#deps.clock.now(), ask: describe(ask), ...(title === undefined ? {} : { title }) };
  }

  async #command(asked: Asked, ask: Of<"command">, signal: AbortSignal): Promise<Answer> {
    const { commands } = this.#deps;
    const { diagnosis, runbook, step } = asked;
    const id = `${diagnosis.id}.${step.n}`;
    if (!commands.get(id)) {
      const no = this.#gate(asked, ask);
      if (no) return refused(ask.command, no.code, no.text);
      const { terminal, device } = diagnosis;
      const request = { id, terminal, device, command: ask.command, args: ask.args ?? {}, by: `runbook:${runbook.id}` };
      const reason = `diagnosis ${diagnosis.id}${diagnosis.fault ? ` of fault ${diagnosis.fault}` : ""}`;
      try {
        const askedBy = diagnosis.by;
        await commands.request({ ...request, askedBy, reason, ttlMs: ask.patienceMs ?? defaultPatienceMs });
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "store" || error.code === "closed") throw error;
        return refused(ask.command, error.code, error.message);
      }
    }
    const ended = await commands.finished(id, signal);
    return { kind: "command", state: ended.state, ...(ended.outcome ? { outcome: ended.outcome } : {}) };
  }

  #descriptor({ terminal, device }: DiagnosisView, command: string): CommandDescriptor | undefined {
    const devices = this.#deps.store.read.terminal(terminal)?.inventory?.devices ?? [];
    return devices.find((d) => d.device === device)?.commands.find((c) => c.name === command);
  }

  /** Nothing that moves money or disturbs a customer runs without its gate. What only reads passes. */
  #gate({ diagnosis, runbook }: Asked, ask: Of<"command">): { code: string; text: string } | undefined {
    const descriptor = this.#descriptor(diagnosis, ask.command);
    if (!descriptor) return { code: "notOffered", text: `this device offers no command ${ask.command}` };
    const { disturbs, automatic } = descriptor;
    if (disturbances.indexOf(disturbs) > disturbances.indexOf(runbook.disturbs))
      return {
        code: "exceedsRunbook",
        text: `${ask.command} disturbs ${disturbs}, the runbook at most ${runbook.disturbs}`,
      };
    if (!isAutomatic(diagnosis)) return undefined;
    if (!automatic || disturbs === "money")
      return { code: "notAutomatic", text: `${ask.command} is only run when a person asks for it` };
    if (disturbs === "nothing") return undefined;
    const { budget, clock } = this.#deps;
    const key = deviceKey(diagnosis);
    const withheld = budget.mayCommand(runbook.id, key, clock.now());
    if (!withheld) budget.commanded(key, clock.now());
    return withheld;
  }
}
