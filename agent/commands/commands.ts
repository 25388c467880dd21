import {
  AppError,
  type Clock,
  type CommandDescriptor,
  type CommandEnvelope,
  type CommandOutcome,
  hasCode,
  messageOf,
  terminalFree,
} from "../../contract/index.ts";
import type { Devices } from "../devices/devices.ts";
import { tokenBucket } from "../devices/queue.ts";
import { reopenPort } from "../devices/reopen.ts";
import type { DeviceRunner, RanCommand } from "../devices/runner.ts";
import { collectEvidence } from "../evidence/command.ts";
import type { Evidence, Wish } from "../evidence/evidence.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { ResetBudget } from "./budget.ts";
import { argsOf, readEnvelope } from "./envelope.ts";
import { interlock, type Refusal } from "./interlock.ts";
import type { Journal, JournalEntry } from "./journal.ts";

export interface CommandsOptions {
  readonly terminal: string;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly budget: ResetBudget;
  readonly devices: Devices;
  readonly evidence: Pick<Evidence, "collect">;
  readonly customerPresent: () => boolean;
  /** Told the broker's clock reading of each command. */
  readonly brokerTime: (at: number) => void;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** A refusal on its way out of a gate. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.text);
    this.refusal = refusal;
  }
}

const never = (code: string, text: string): Refusal => ({
  status: "refused",
  code,
  text: text.slice(0, 500),
  retryable: false,
});
const later = (code: string, text: string): Refusal => ({
  status: "refused",
  code,
  text: text.slice(0, 500),
  retryable: true,
});

/** A command that the device would offer if its port were not shared says so. */
const whyNotOffered = ({ id, driver, settings }: DeviceRunner, command: string): [code: string, text: string] =>
  settings.ownership === "tap" && driver.commands.some((c) => c.name === command)
    ? ["sharedPort", `the sales application drives ${id}, the agent only listens: ${command} would disturb it`]
    : ["unknownCommand", `${id} offers no command ${command}`];

const outcomeOf = (id: string, command: string, refusal: Refusal): CommandOutcome => ({
  id,
  command,
  status: refusal.status,
  reason: { code: refusal.code, text: refusal.text },
  retryable: refusal.retryable,
});

/** Bundles an agent makes, whoever asks: so many at once, and one more each so often. */
const bundlesAtOnce = 6;
const bundleEveryMs = 5 * 60_000;

const maxResultBytes = 8 * 1024;

/** An outcome must always reach the broker: a result too long for it is left out and said so. */
const bounded = (result: Record<string, unknown>): Record<string, unknown> => {
  const length = JSON.stringify(result).length;
  return length <= maxResultBytes ? result : { leftOut: `${length} characters are too many` };
};

const finalOf = (id: string, command: string, { result, frames, tookMs, cut }: RanCommand): CommandOutcome => {
  const stopped = { code: "agentStopped", text: "the agent was stopped while it ran: nobody knows how it ended" };
  const reason = cut
    ? stopped
    : result.reason && { code: result.reason.code.slice(0, 64), text: result.reason.text.slice(0, 500) };
  return {
    id,
    command,
    status: cut ? "unknown" : result.status,
    ...(reason && { reason }),
    ...(result.result && { result: bounded(result.result) }),
    ...(frames.length > 0 && { frames }),
    tookMs,
  };
};

/** Command intake: judges each command, journals it, runs it at most once, and tells how it went. */
export class Commands {
  readonly #options: CommandsOptions;
  readonly #running = new Set<Promise<void>>();
  #stopping = false;
  /** A command was refused because of a customer; the broker waits to hear of his leaving. */
  #turnedAway = false;
  #collecting = false;
  readonly #mayCollect: () => boolean;

  constructor(options: CommandsOptions) {
    this.#options = options;
    this.#mayCollect = tokenBucket(bundlesAtOnce, bundleEveryMs, () => options.clock.mono());
  }

  /** Tells of what a killed agent left behind: what had started is `unknown` and is never run again; what had not may be offered again. */
  recover(): void {
    const { journal, log } = this.#options;
    for (const entry of journal.unfinished()) {
      log.warn(`command ${entry.id} (${entry.command}) was ${entry.state} when the agent ended`);
      if (entry.state === "started") this.#finish(entry, this.#unknown(entry.id, entry.command, "agentKilled"));
      else {
        const text = "the agent was restarted before the command started";
        this.#tell(entry.device, outcomeOf(entry.id, entry.command, later("agentRestarted", text)));
        journal.forget(entry.id);
      }
    }
  }

  /** Takes one command off the wire. Never throws. When this returns, the command is in the journal or refused. */
  receive(payload: Uint8Array): void {
    const { outbox, terminal, clock, brokerTime, log } = this.#options;
    const read = readEnvelope(payload, terminal);
    try {
      if (!read.ok) {
        log.warn(`command refused: ${read.why}`);
        if (read.id === undefined)
          outbox.add({ kind: "event", body: { code: "badCommand", text: `a command could not be read: ${read.why}` } });
        else this.#tell(read.device ?? null, outcomeOf(read.id, read.command, never("badEnvelope", read.why)));
        return;
      }
      brokerTime(read.envelope.at);
      this.#take(read.envelope, clock.mono() + (read.envelope.notAfter - read.envelope.at));
    } catch (error) {
      const full = hasCode(error, "storageFull");
      log.warn(`command could not be taken: ${messageOf(error)}`);
      if (read.ok && full)
        this.#tell(
          read.envelope.device,
          outcomeOf(read.envelope.id, read.envelope.command, later("storageFull", messageOf(error))),
        );
      else if (!full) throw error;
    }
  }

  /** Starts nothing more, and waits for what runs; bounded by the devices' own deadlines. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  #take(envelope: CommandEnvelope, untilMono: number): void {
    const { journal, devices, log } = this.#options;
    const { id, command, device } = envelope;
    const known = journal.find(id);
    if (known) return this.#again(known, envelope);
    const runner = devices.all.get(device);
    const descriptor = runner?.commands.find((c) => c.name === command);
    const refusal = this.#judge(envelope, runner, descriptor, untilMono);
    if (refusal) return this.#refuse(envelope, refusal);
    const checked = argsOf(descriptor as CommandDescriptor, envelope.args);
    if (checked.refusal) return this.#refuse(envelope, checked.refusal);
    log.info(`command ${id}: ${command} on ${device}, asked by ${envelope.by}`);
    this.#tell(device, { id, command, status: "accepted" });
    journal.receive(id, command, device);
    const work = this.#run(envelope, runner as DeviceRunner, descriptor as CommandDescriptor, checked.args, untilMono);
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  /** A redelivery: says again what was said, runs nothing. */
  #again(known: JournalEntry | "lost", { id, command, device }: CommandEnvelope): void {
    if (known === "lost") return this.#tell(device, this.#unknown(id, command, "journalLost"));
    this.#tell(known.device, known.outcome ?? { id, command: known.command, status: "accepted" });
  }

  #judge(
    envelope: CommandEnvelope,
    runner: DeviceRunner | undefined,
    descriptor: CommandDescriptor | undefined,
    untilMono: number,
  ): Refusal | undefined {
    if (this.#options.clock.mono() >= untilMono)
      return { status: "expired", code: "expired", text: "its time was over before it could start", retryable: false };
    if (!runner) return never("unknownDevice", `this terminal has no device ${envelope.device}`);
    if (!descriptor) return never(...whyNotOffered(runner, envelope.command));
    if (this.#stopping) return later("agentStopping", "the agent is being stopped");
    return (
      this.#interlock(runner, descriptor) ?? (descriptor.resets ? this.#options.budget.check(runner.id) : undefined)
    );
  }

  /** The customer has left: tells the broker, if it was turned away because of one, so that it need not guess when to come again. */
  freed(): void {
    if (!this.#turnedAway) return;
    this.#turnedAway = false;
    const text = "no customer is being served any more";
    this.#options.outbox.add({ kind: "event", body: { code: terminalFree, text } });
  }

  #interlock(runner: DeviceRunner, descriptor: CommandDescriptor): Refusal | undefined {
    const { devices, customerPresent } = this.#options;
    const refusal = interlock({
      disturbs: descriptor.disturbs,
      customerPresent: customerPresent(),
      deviceClass: runner.driver.deviceClass,
      money: runner.health?.money,
      others: [...devices.all.values()].filter((r) => r !== runner).map((r) => r.health?.money),
      portOnly: descriptor === reopenPort,
    });
    this.#turnedAway ||= refusal?.code === "customerPresent";
    return refusal;
  }

  async #run(
    envelope: CommandEnvelope,
    runner: DeviceRunner,
    descriptor: CommandDescriptor,
    args: Record<string, unknown>,
    untilMono: number,
  ): Promise<void> {
    const { id, command, device } = envelope;
    // Asked again right before it starts: while it waited for the device a customer may have come, or its time may be over.
    const gate = () => {
      const refusal = this.#judge(envelope, runner, descriptor, untilMono);
      if (refusal) throw new Refused(refusal);
      if (descriptor.resets) this.#options.budget.use(device);
      this.#options.journal.start(id);
    };
    try {
      if (descriptor === collectEvidence) await this.#collect(id, device, args, gate);
      else await runner.run(descriptor, args, gate, (ran) => this.#finish({ id, device }, finalOf(id, command, ran)));
    } catch (error) {
      this.#refuseLate(envelope, error);
    }
  }

  /**
   * Does not wait for the device, which may be the one that hangs. The parts and the outcome are one transaction of the outbox: either both are on
   * their way, or the command counts as never ended.
   */
  async #collect(id: string, device: string, args: Record<string, unknown>, gate: () => void): Promise<void> {
    const { clock } = this.#options;
    const began = clock.mono();
    if (this.#collecting) throw new AppError("busy", "evidence is being collected already");
    if (!this.#mayCollect()) throw new AppError("busy", "evidence was collected often enough for now");
    this.#collecting = true;
    try {
      gate();
      const ran = await this.#collected({ id, device, ...(args as { minutes: number; all: boolean }) });
      this.#finish({ id, device }, finalOf(id, collectEvidence.name, { ...ran, tookMs: clock.mono() - began }));
    } finally {
      this.#collecting = false;
    }
  }

  async #collected(wish: Wish): Promise<Omit<RanCommand, "tookMs">> {
    const { evidence, devices, outbox } = this.#options;
    const end = { frames: [], cut: false };
    try {
      const { receipt, parts } = await evidence.collect(wish, [...devices.all.values()]);
      for (const part of parts) outbox.add({ kind: "evidence", device: wish.device, body: part });
      return { ...end, result: { status: "succeeded", result: { ...receipt } } };
    } catch (error) {
      return { ...end, result: { status: "failed", reason: { code: "evidence", text: messageOf(error) } } };
    }
  }

  /** It was accepted and then did not start. */
  #refuseLate(envelope: CommandEnvelope, error: unknown): void {
    const { log } = this.#options;
    const refusal =
      error instanceof Refused
        ? error.refusal
        : hasCode(error, "busy", "storageFull")
          ? later(error.code, error.message)
          : undefined;
    if (!refusal) throw error;
    try {
      this.#refuse(envelope, refusal);
    } catch (full) {
      // The refusal itself waits in memory for the disk; the journal still says `received`, which a restart reports rightly.
      log.warn(`command ${envelope.id}: ${messageOf(full)}`);
    }
  }

  /** A final refusal is journalled, so that a redelivery gets the same answer; a passing one is forgotten, so that it may be offered again. */
  #refuse({ id, command, device }: CommandEnvelope, refusal: Refusal): void {
    const { journal, log } = this.#options;
    log.info(`command ${id}: ${command} on ${device} ${refusal.status}: ${refusal.code}`);
    const outcome = outcomeOf(id, command, refusal);
    if (refusal.retryable) {
      this.#tell(device, outcome);
      journal.forget(id);
      return;
    }
    if (!journal.find(id)) journal.receive(id, command, device);
    this.#finish({ id, device }, outcome);
  }

  #finish({ id, device }: { id: string; device: string | null }, outcome: CommandOutcome): void {
    const { journal, log } = this.#options;
    log.info(`command ${id}: ${outcome.command} ${outcome.status}${outcome.reason ? ` (${outcome.reason.code})` : ""}`);
    this.#tell(device, outcome);
    try {
      journal.finish(id, outcome);
    } catch (error) {
      if (!hasCode(error, "storageFull")) throw error;
      // The outcome waits in memory for the disk. Should the agent die before, the journal says `started`: then it is reported as unknown.
      log.warn(`command ${id}: ${messageOf(error)}`);
    }
  }

  #unknown(id: string, command: string, code: "agentKilled" | "journalLost"): CommandOutcome {
    const text =
      code === "agentKilled"
        ? "the agent ended while it ran: nobody knows how it ended"
        : "it was started once, and the journal that knew how it ended was lost";
    return { id, command, status: "unknown", reason: { code, text } };
  }

  #tell(device: string | null, outcome: CommandOutcome): void {
    this.#options.outbox.add({ kind: "outcome", ...(device !== null && { device }), body: outcome });
  }
}
