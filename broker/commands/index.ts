import {
  AppError,
  type Clock,
  type CommandDescriptor,
  type CommandOutcome,
  type CommandState,
  type CommandView,
  type Timer,
  terminalFree,
} from "../../contract/index.ts";
import type { Downlink } from "../downlink.ts";
import type { Live } from "../live.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { noDeviceText, thereAre, unknown } from "../unknown.ts";
import { approvalOf, type Decision, decided, firstPerson } from "./approval.ts";
import { checkArgs } from "./args.ts";
import { endOf, envelopeOf, isFinal, openStates, retryAfterMs, stepOf } from "./states.ts";

export interface CommandRequest {
  readonly terminal: string;
  readonly device: string;
  readonly command: string;
  readonly args?: Record<string, unknown>;
  /** `user:<name>` or `runbook:<id>`. */
  readonly by: string;
  /** The person behind it, where that is not `by`: who started the runbook. */
  readonly askedBy?: string;
  readonly reason?: string;
  /** How long it may wait to be run; default two minutes. */
  readonly ttlMs?: number;
  /** A caller that may ask again after a restart names its command: asked twice, it is the same one. */
  readonly id?: string;
}

export interface CommandDeps {
  readonly store: Store;
  readonly live: Live;
  readonly downlink: Downlink;
  readonly clock: Clock;
  /** New unguessable text, 8 to 64 characters. */
  readonly newId: () => string;
  /** 0..1, for the spread of retries. */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

export interface Commands {
  /** Throws `AppError`: `unknownTerminal`, `unknownDevice`, `unknownCommand`, `badArgs`, `tooManyCommands`. */
  request(request: CommandRequest): Promise<CommandView>;
  /**
   * A second person says yes or no to what could move money. Throws `AppError`: `unknownCommand`, `conflict` if it does not wait any more, `forbidden` for
   * the one who asked, `unknownDevice` and `badArgs` if the terminal no longer offers it so.
   */
  decide(id: string, decision: Decision): Promise<CommandView>;
  get(id: string): CommandView | undefined;
  /** Resolves once the command has ended, at the latest at its own deadline; rejects with the signal's reason, or `closed`. */
  finished(id: string, signal?: AbortSignal): Promise<CommandView>;
  stop(): void;
}

const defaultTtlMs = 120_000;
const maxTtlMs = 86_400_000;
const maxOpenPerTerminal = 64;
const unknownRunMs = 600_000;

const descriptorOf = (read: Readers, r: Pick<CommandRequest, "terminal" | "device" | "command">): CommandDescriptor => {
  const terminal = read.terminal(r.terminal);
  if (!terminal) throw unknown("terminal", r.terminal, "unknownTerminal");
  const devices = terminal.inventory?.devices ?? [];
  const device = devices.find((d) => d.device === r.device);
  const known = devices.map((d) => d.device);
  if (!device) throw new AppError("unknownDevice", noDeviceText(r.terminal, r.device, known));
  const found = device.commands.find((c) => c.name === r.command);
  if (found) return found;
  const offered = thereAre(device.commands.map((c) => c.name));
  throw new AppError("unknownCommand", {
    en: `${r.device} offers no command ${r.command}${offered.en}`,
    "zh-CN": `${r.device} 不提供命令 ${r.command}${offered["zh-CN"]}`,
  });
};

const runMsOf = (read: Readers, view: CommandView): number => {
  try {
    return descriptorOf(read, view).timeoutMs;
  } catch {
    // The device is no longer announced: the longest any command may run.
    return unknownRunMs;
  }
};

interface Waiter {
  readonly resolve: (view: CommandView) => void;
  readonly reject: (reason: unknown) => void;
}

interface TurnedAway {
  readonly terminal: string;
  readonly code: string | undefined;
}

/**
 * The queue of commands. A command is in the store before anything is sent; it is offered when its terminal is connected and again at each birth;
 * how it ended is what the terminal said, or `expired` / `unknown`. Everything is audited.
 */
class CommandDesk implements Commands {
  readonly #deps: CommandDeps;
  readonly #ends = new Map<string, Timer>();
  readonly #retries = new Map<string, Timer>();
  /** Refused for a passing reason, and waiting for its end. */
  readonly #refused = new Map<string, TurnedAway>();
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #unsubscribe: () => void;
  #stopped = false;

  constructor(deps: CommandDeps) {
    this.#deps = deps;
    deps.live.within("outcome", (event, tx) => this.#outcome(event.terminal, event.outcome, tx));
    this.#unsubscribe = deps.live.after((event) => {
      if (event.name === "presence" && event.status === "online") this.#offerAll(event.terminal);
      if (event.name === "event" && event.code === terminalFree)
        this.#offerRefused((r) => r.terminal === event.terminal && r.code === "customerPresent");
      if (event.name === "health" && event.health.money === "safe")
        this.#offerRefused((r) => r.terminal === event.terminal && r.code === "moneyInTransit");
    });
    for (const view of deps.store.read.commands({ states: openStates, limit: 100_000 })) this.#watchEnd(view);
  }

  async request(request: CommandRequest): Promise<CommandView> {
    if (this.#stopped) throw new AppError("closed", "the broker is stopping");
    const known = request.id === undefined ? undefined : this.get(request.id);
    if (known) return known;
    const view = await this.#deps.store.write((tx) => this.#queue(request, tx));
    this.#background(this.#offer(view.id));
    return view;
  }

  async decide(id: string, decision: Decision): Promise<CommandView> {
    if (this.#stopped) throw new AppError("closed", "the broker is stopping");
    const view = await this.#deps.store.write((tx) => this.#decide(id, decision, tx));
    this.#background(this.#offer(id));
    return view;
  }

  get(id: string): CommandView | undefined {
    return this.#deps.store.read.command(id);
  }

  finished(id: string, signal?: AbortSignal): Promise<CommandView> {
    const view = this.get(id);
    if (!view) return Promise.reject(unknown("command", id, "unknownCommand"));
    if (isFinal(view.state)) return Promise.resolve(view);
    if (this.#stopped) return Promise.reject(new AppError("closed", "the broker is stopping"));
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(id) ?? new Set<Waiter>();
      this.#waiters.set(id, waiters);
      const abort = () => settle(() => reject(signal?.reason as Error));
      const settle = (end: () => void) => {
        waiters.delete(waiter);
        signal?.removeEventListener("abort", abort);
        end();
      };
      const waiter: Waiter = {
        resolve: (v) => settle(() => resolve(v)),
        reject: (reason) => settle(() => reject(reason as Error)),
      };
      waiters.add(waiter);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    for (const timer of [...this.#ends.values(), ...this.#retries.values()]) timer.cancel();
    this.#ends.clear();
    this.#retries.clear();
    const reason = new AppError("closed", "the broker is stopping");
    for (const waiters of this.#waiters.values()) for (const waiter of waiters) waiter.reject(reason);
    this.#waiters.clear();
  }

  #queue(request: CommandRequest, tx: Tx): CommandView {
    const { clock, newId } = this.#deps;
    const args = request.args ?? {};
    const descriptor = descriptorOf(tx.read, request);
    checkArgs(request.command, descriptor.args, args);
    const open = tx.read.commands({ terminal: request.terminal, states: openStates, limit: maxOpenPerTerminal });
    if (open.length >= maxOpenPerTerminal)
      throw new AppError("tooManyCommands", {
        en: `${request.terminal} has ${open.length} commands waiting; let them end first`,
        "zh-CN": `${request.terminal} 已有 ${open.length} 条命令在等待：请待其结束`,
      });
    const now = clock.now();
    const approval = approvalOf(descriptor, firstPerson(request), now);
    const view: CommandView = {
      id: request.id ?? newId(),
      terminal: request.terminal,
      device: request.device,
      command: request.command,
      title: descriptor.title,
      args,
      by: request.by.slice(0, 80),
      reason: (request.reason ?? "").slice(0, 500),
      state: approval ? "awaitingApproval" : "queued",
      createdAt: now,
      notAfter: (approval?.until ?? now) + Math.min(request.ttlMs ?? defaultTtlMs, maxTtlMs),
      tries: 0,
      ...(approval ? { approval } : {}),
    };
    const { reason, notAfter } = view;
    this.#audit(tx, view.by, "command.requested", view, { args, reason, notAfter, ...(approval ? { approval } : {}) });
    this.#save(tx, view);
    return view;
  }

  #decide(id: string, decision: Decision, tx: Tx): CommandView {
    const waits = tx.read.command(id);
    if (!waits) throw unknown("command", id, "unknownCommand");
    const view = decided(waits, decision, this.#deps.clock.now());
    // What was asked for some minutes ago may no longer be what the terminal offers.
    if (decision.approve) checkArgs(view.command, descriptorOf(tx.read, view).args, view.args);
    const action = decision.approve ? "command.approved" : "command.declined";
    this.#audit(tx, decision.by, action, view, { askedBy: waits.approval?.askedBy, reason: decision.reason ?? "" });
    this.#save(tx, view);
    return view;
  }

  #save(tx: Tx, view: CommandView): void {
    tx.saveCommand(view);
    this.#deps.live.emit(tx, "command", { command: view });
    tx.afterCommit(() => this.#committed(view));
  }

  #committed(view: CommandView): void {
    if (!isFinal(view.state)) return this.#watchEnd(view);
    this.#forget(view.id);
    const waiters = this.#waiters.get(view.id);
    this.#waiters.delete(view.id);
    for (const waiter of waiters ?? []) waiter.resolve(view);
  }

  #forget(id: string): void {
    this.#refused.delete(id);
    for (const timers of [this.#ends, this.#retries]) {
      timers.get(id)?.cancel();
      timers.delete(id);
    }
  }

  #watchEnd(view: CommandView): void {
    if (this.#stopped) return;
    const { clock, store } = this.#deps;
    this.#ends.get(view.id)?.cancel();
    const { at } = endOf(view, runMsOf(store.read, view));
    this.#ends.set(
      view.id,
      clock.after(Math.max(0, at - clock.now()), () => this.#background(this.#end(view.id))),
    );
  }

  /** The time is over: whatever its state is now decides what is said. */
  async #end(id: string): Promise<void> {
    const { store, clock } = this.#deps;
    await store.write((tx) => {
      const view = tx.read.command(id);
      if (!view || isFinal(view.state)) return;
      const end = endOf(view, runMsOf(tx.read, view));
      if (clock.now() < end.at) return tx.afterCommit(() => this.#watchEnd(view));
      this.#finish(tx, { ...view, state: end.state, finishedAt: clock.now() }, "broker");
    });
  }

  #finish(tx: Tx, view: CommandView, actor: string): void {
    this.#audit(tx, actor, `command.${view.state}`, view, view.outcome ?? {});
    this.#save(tx, view);
  }

  #audit(tx: Tx, actor: string, action: string, view: CommandView, detail: unknown): void {
    const target = `${view.terminal}/${view.device}`;
    tx.addAudit({
      at: this.#deps.clock.now(),
      actor,
      action,
      target,
      detail: { id: view.id, command: view.command, detail },
    });
  }

  #outcome(terminal: string, outcome: CommandOutcome, tx: Tx): void {
    const view = tx.read.command(outcome.id);
    // An id we never gave: the record is stored as it came; nothing here knows what to do with it.
    if (!view) return;
    const actor = `terminal:${terminal}`;
    if (view.terminal !== terminal) return this.#audit(tx, actor, "command.foreignOutcome", view, outcome);
    const step = stepOf(view, outcome, this.#deps.clock.now());
    if (step.kind === "late") return this.#audit(tx, actor, "command.lateOutcome", view, outcome);
    if (step.kind === "finished") return this.#finish(tx, step.view, actor);
    if (step.kind === "again")
      tx.afterCommit(() => {
        this.#refused.set(view.id, { terminal, code: outcome.reason?.code });
        this.#retryLater(step.view);
      });
    this.#save(tx, step.view);
  }

  #retryLater(view: CommandView): void {
    if (this.#stopped) return;
    const { clock, random } = this.#deps;
    this.#retries.get(view.id)?.cancel();
    this.#retries.set(
      view.id,
      clock.after(retryAfterMs(view.tries, random()), () => this.#background(this.#offer(view.id))),
    );
  }

  /** What stood in the way is gone: a customer, a note on its way. The back-off is for those who are never told so. */
  #offerRefused(isFree: (one: TurnedAway) => boolean): void {
    for (const [id, one] of this.#refused) if (isFree(one)) this.#background(this.#offer(id));
  }

  #offerAll(terminal: string): void {
    const states: CommandState[] = ["queued", "sent"];
    for (const view of this.#deps.store.read.commands({ terminal, states, limit: maxOpenPerTerminal }))
      this.#background(this.#offer(view.id));
  }

  /** Says `sent` first and takes it back if the socket did not want it: a state never claims less than what may have happened. */
  async #offer(id: string): Promise<void> {
    const { store, downlink, clock, newId } = this.#deps;
    const waiting = store.read.command(id);
    this.#refused.delete(id);
    if (this.#stopped || !waiting || !downlink.connected(waiting.terminal)) return;
    const view = await store.write((tx) => this.#claim(tx, id));
    if (!view) return;
    const taken = downlink.send(view.terminal, "cmd", envelopeOf(view, newId(), clock.now()));
    if (!taken) return this.#unclaim(view, waiting.state);
    // No word from the terminal: offer it again, the agent's journal sees to it that it runs once.
    this.#retryLater(view);
  }

  #claim(tx: Tx, id: string): CommandView | undefined {
    const now = this.#deps.clock.now();
    const view = tx.read.command(id);
    if (!view || (view.state !== "queued" && view.state !== "sent") || now >= view.notAfter) return undefined;
    const { outcome: _earlier, ...rest } = view;
    const sent: CommandView = { ...rest, state: "sent", sentAt: now, tries: view.tries + 1 };
    this.#save(tx, sent);
    return sent;
  }

  async #unclaim(sent: CommandView, before: CommandState): Promise<void> {
    await this.#deps.store.write((tx) => {
      const view = tx.read.command(sent.id);
      if (view?.state === "sent" && view.tries === sent.tries) this.#save(tx, { ...view, state: before });
    });
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#stopped) this.#deps.onError(error);
    });
  }
}

/** Starts the command desk: watches births and outcomes, and takes up what was open when the broker last stopped. */
export const startCommands = (deps: CommandDeps): Commands => new CommandDesk(deps);
