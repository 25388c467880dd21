import {
  AppError,
  type AskEvidence,
  type Clock,
  type CommandView,
  checker,
  collectEvidence,
  type DiagnosisView,
  type EvidenceBundle,
  type EvidencePart,
  EvidenceReceipt,
  type EvidenceView,
  type FaultView,
  hasCode,
  type InventoryDevice,
  type Localized,
  type TicketView,
} from "../../contract/index.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { Commands } from "../commands/index.ts";
import type { Downlink } from "../downlink.ts";
import { DueQueue } from "../due-queue.ts";
import type { Live } from "../live.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { noDeviceText, unknown } from "../unknown.ts";
import { assemble } from "./assemble.ts";
import type { EvidenceSettings } from "./settings.ts";
import { bringsFault, wantedOf } from "./wanted.ts";
import { cameText, failures, refusedText } from "./words.ts";

export interface EvidenceDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly commands: Pick<Commands, "request" | "get">;
  readonly downlink: Pick<Downlink, "connected">;
  readonly attachments: Pick<Attachments, "addBytes">;
  readonly settings: EvidenceSettings;
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

const hourMs = 3_600_000;
/** Asked once more if it did not come whole. */
const maxTries = 2;
/** So long nothing has come while the terminal is connected: it will not. */
const silentMs = 10 * 60_000;
/** Parts lie in the terminal's outbox while it is away; but not for ever. */
const awayMs = 24 * hourMs;

const receipts = checker(EvidenceReceipt);
const isOpen = ({ state }: EvidenceView): boolean => state === "asked" || state === "arriving";
/** A command runs once: each try is another one, and its parts are called after it. */
const bundleOf = ({ id, tries }: EvidenceView): string => `${id}.${tries}`;
const offers = (device: InventoryDevice | undefined): boolean =>
  device?.commands.some(({ name }) => name === collectEvidence) === true;

const devicesOf = (read: Readers, terminal: string): readonly InventoryDevice[] =>
  read.terminal(terminal)?.inventory?.devices ?? [];

interface Question {
  readonly ticket: TicketView;
  readonly device: InventoryDevice;
  readonly minutes: number;
  readonly by: string;
}

/**
 * Evidence from terminals for tickets. What was asked for is a row before anything is sent; parts are rows in the transaction that stores their batch, so a
 * broker that is killed goes on where it was. A bundle is attached whole, in one transaction with its entry in the ticket, or not at all.
 */
export class Evidence {
  readonly #deps: EvidenceDeps;
  readonly #overdue: DueQueue;
  readonly #assembling = new Set<string>();
  #stopped = false;

  constructor(deps: EvidenceDeps) {
    this.#deps = deps;
    this.#overdue = new DueQueue(deps.clock, (ids) => ids.forEach((id) => this.#background(this.#late(id))));
    const { live } = deps;
    live.within("evidencePart", ({ terminal, part }, tx) => this.#onPart(tx, terminal, part));
    live.within("command", ({ command }, tx) => this.#onCommand(tx, command));
    live.within("ticket", ({ ticket, change }, tx) => {
      if (bringsFault.includes(change)) this.#byItself(tx, ticket, this.#newestFault(tx, ticket, change));
    });
    live.within("diagnosis", ({ diagnosis }, tx) => this.#onDiagnosis(tx, diagnosis));
    for (const view of deps.store.read.evidence({ open: true, limit: 10_000 })) this.#resume(view);
  }

  stop(): void {
    this.#stopped = true;
    this.#overdue.close();
  }

  /** Newest first. */
  list(ticket: number): EvidenceView[] {
    this.#ticket(this.#deps.store.read, ticket);
    return this.#deps.store.read.evidence({ ticket });
  }

  /**
   * A person asks. What is under way already is answered, not asked again. Throws `AppError`: `unknownTicket`, `unknownDevice`, `refused` (offline, or an
   * agent that has none).
   */
  async ask(number: number, { device, minutes }: AskEvidence, by: string): Promise<EvidenceView> {
    return this.#deps.store.write((tx) => {
      const ticket = this.#ticket(tx.read, number);
      const found = this.#deviceFor(tx, ticket, device);
      const running = tx.read.evidence({ ticket: number, open: true }).find((e) => e.device === found.device);
      if (running) return running;
      if (!this.#deps.downlink.connected(ticket.terminal))
        throw new AppError("refused", {
          en: `${ticket.terminal} is not connected: evidence is only in its memory`,
          "zh-CN": `${ticket.terminal} 未连接：取证内容只在其内存中`,
        });
      const back = minutes ?? wantedOf[found.deviceClass].minutes;
      return this.#ask(tx, { ticket, device: found, minutes: back, by });
    });
  }

  #ticket(read: Readers, number: number): TicketView {
    const ticket = read.ticket(number);
    if (!ticket) throw unknown("ticket", number, "unknownTicket");
    return ticket;
  }

  /** The one that is named; else the one of the ticket's fault; else any, for the terminal's sake. */
  #deviceFor(tx: Tx, ticket: TicketView, named: string | undefined): InventoryDevice {
    const devices = devicesOf(tx.read, ticket.terminal);
    const faulty = this.#newestFault(tx, ticket, "opened")?.device;
    const wish = named ?? ticket.device ?? faulty;
    const found = devices.find(({ device }) => device === wish);
    if (named !== undefined && !found)
      throw new AppError(
        "unknownDevice",
        noDeviceText(
          ticket.terminal,
          named,
          devices.map((one) => one.device),
        ),
      );
    const best = offers(found) ? found : named === undefined ? devices.find(offers) : undefined;
    if (best) return best;
    throw new AppError("refused", {
      en: `the agent of ${ticket.terminal} offers no evidence of ${wish ?? "its devices"}`,
      "zh-CN": `${ticket.terminal} 的代理程序不提供${wish ?? "设备"}的取证`,
    });
  }

  /** The fault that leads a ticket, or the one that just joined it. */
  #newestFault(tx: Tx, ticket: TicketView, change: string): FaultView | undefined {
    const faults = ticket.faults.flatMap((id) => tx.read.fault(id) ?? []);
    return change === "faultAdded" ? faults.at(-1) : (faults.find(({ code }) => code === ticket.cause) ?? faults[0]);
  }

  #onDiagnosis(tx: Tx, { state, fault: id, conclusion }: DiagnosisView): void {
    if (state === "running" || conclusion?.verdict === "cured" || id === undefined) return;
    const fault = tx.read.fault(id);
    const ticket = fault?.ticket === undefined ? undefined : tx.read.ticket(fault.ticket);
    if (ticket) this.#byItself(tx, ticket, fault);
  }

  /** Once for each device since the ticket was opened, and only so often for one terminal (R17). */
  #byItself(tx: Tx, ticket: TicketView, fault: FaultView | undefined): void {
    const { settings, downlink, clock } = this.#deps;
    const { terminal, number } = ticket;
    const device = devicesOf(tx.read, terminal).find((d) => d.device === fault?.device);
    if (!settings.automatic || !device || !offers(device) || !downlink.connected(terminal)) return;
    const { automatic, minutes } = wantedOf[device.deviceClass];
    if (!automatic) return;
    const own = tx.read.evidence({ terminal, since: clock.now() - hourMs }).filter(({ by }) => by === "broker");
    if (own.length >= settings.perTerminalPerHour) return;
    const since = ticket.timeline.findLast(({ kind }) => kind === "opened" || kind === "reopened")?.at ?? 0;
    const had = tx.read.evidence({ ticket: number, since }).some((e) => e.device === device.device);
    if (!had) this.#ask(tx, { ticket, device, minutes, by: "broker" });
  }

  #ask(tx: Tx, { ticket, device, minutes, by }: Question): EvidenceView {
    const view: EvidenceView = {
      id: this.#deps.newId(),
      ticket: ticket.number,
      terminal: ticket.terminal,
      device: device.device,
      minutes,
      by,
      askedAt: this.#deps.clock.now(),
      state: "asked",
      tries: 1,
      have: 0,
    };
    this.#save(tx, view);
    tx.afterCommit(() => this.#send(view));
    return view;
  }

  #save(tx: Tx, view: EvidenceView): void {
    tx.saveEvidence(view);
    this.#deps.live.emit(tx, "evidence", { evidence: view });
    tx.afterCommit(() => {
      if (isOpen(view)) this.#watch(view.id);
      else this.#overdue.drop(view.id);
    });
  }

  #watch(id: string): void {
    if (!this.#stopped) this.#overdue.set(id, silentMs);
  }

  /** Asked twice (after a restart) it is the same command. */
  #send(view: EvidenceView): void {
    const { terminal, device, minutes, by, ticket } = view;
    // A device that is on no fault of the ticket stands for the terminal: then every device's frames may tell.
    const faulty = this.#deps.store.read.ticket(ticket)?.faults.map((id) => this.#deps.store.read.fault(id)?.device);
    const request = {
      id: bundleOf(view),
      terminal,
      device,
      command: collectEvidence,
      args: { minutes, all: faulty?.includes(device) !== true },
      by,
      reason: `ticket ${ticket}`,
    };
    this.#background(
      this.#deps.commands.request(request).then(
        () => undefined,
        (error: unknown) => {
          if (hasCode(error, "closed")) return undefined;
          if (!(error instanceof AppError)) throw error;
          return this.#failed(view.id, { en: error.message, "zh-CN": failures.notAsked["zh-CN"] });
        },
      ),
    );
  }

  #onPart(tx: Tx, terminal: string, part: EvidencePart): void {
    const view = tx.read.evidenceNamed(part.bundle.split(".")[0] ?? "");
    // Not asked for, or by an earlier try: the record is stored as it came, and that is all.
    if (!view || !isOpen(view) || view.terminal !== terminal || bundleOf(view) !== part.bundle) return;
    if (!tx.addEvidencePart(part)) return;
    const now: EvidenceView = { ...view, state: "arriving", have: view.have + 1, of: part.of };
    this.#save(tx, now);
    if (now.have >= part.of) tx.afterCommit(() => this.#background(this.#assemble(now)));
  }

  #onCommand(tx: Tx, { id, command, state, outcome }: CommandView): void {
    if (command !== collectEvidence) return;
    const view = tx.read.evidenceNamed(id.split(".")[0] ?? "");
    if (!view || !isOpen(view) || bundleOf(view) !== id) return;
    switch (state) {
      case "awaitingApproval":
      case "queued":
      case "sent":
      case "delivered":
        return;
      case "succeeded": {
        const receipt = outcome?.result;
        if (!receipts.is(receipt)) return this.#again(tx, view, failures.damaged);
        const { parts, complete, leftOut } = receipt;
        return this.#save(tx, { ...view, state: "arriving", of: parts, complete, leftOut });
      }
      case "unknown":
        return this.#again(tx, view, failures.killed);
      case "expired":
        return this.#end(tx, view, failures.expired);
      case "failed":
      case "refused":
        return this.#end(tx, view, refusedText(outcome?.reason));
    }
  }

  /** Whole, or not at all. */
  async #assemble(view: EvidenceView): Promise<void> {
    if (this.#stopped || this.#assembling.has(view.id)) return;
    this.#assembling.add(view.id);
    try {
      const { store } = this.#deps;
      const bundle = await assemble(store.read.evidenceParts(bundleOf(view)), view.terminal);
      await this.#attach(view, bundle);
    } catch (error) {
      if (hasCode(error, "damaged")) await this.#retry(view.id, failures.damaged);
      else if (hasCode(error, "tooLarge")) await this.#failed(view.id, failures.tooLarge);
      // The disk or the store is in trouble: it stays open, and is tried again when it is overdue or after a restart.
      else throw error;
    } finally {
      this.#assembling.delete(view.id);
    }
  }

  async #attach(view: EvidenceView, bundle: EvidenceBundle): Promise<void> {
    const { attachments, clock } = this.#deps;
    const { id, ticket, terminal, device, by } = view;
    const stamp = new Date(view.askedAt)
      .toISOString()
      .slice(0, 19)
      .replace(/[^0-9T]/g, "");
    const file = {
      owner: { kind: "ticket" as const, number: ticket },
      name: `evidence-${terminal.slice(0, 48)}-${device}-${stamp}.json`,
      by,
      evidence: id,
      says: cameText(view, bundle),
      within: (tx: Tx, { id: attachment }: { id: string }) => {
        const now = tx.read.evidenceNamed(id) ?? view;
        const complete = Object.values(bundle.leftOut).every((n) => n === 0);
        const { leftOut } = bundle;
        tx.dropEvidenceParts(bundleOf(view));
        this.#save(tx, { ...now, state: "stored", attachment, complete, leftOut, endedAt: clock.now() });
      },
    };
    await attachments.addBytes(file, Buffer.from(JSON.stringify(bundle, null, 1)));
  }

  /** Nothing has come for long. */
  async #late(id: string): Promise<void> {
    const { store, clock, downlink } = this.#deps;
    const view = store.read.evidenceNamed(id);
    if (this.#stopped || !view || !isOpen(view)) return;
    if (view.of !== undefined && view.have >= view.of) return this.#assemble(view);
    const away = !downlink.connected(view.terminal) && clock.now() - view.askedAt < awayMs;
    // The command itself is watched by its own desk.
    if (away || view.state === "asked") return this.#watch(id);
    await this.#retry(id, failures.incomplete);
  }

  async #retry(id: string, why: Localized): Promise<void> {
    await this.#deps.store.write((tx) => {
      const view = tx.read.evidenceNamed(id);
      if (view && isOpen(view)) this.#again(tx, view, why);
    });
  }

  async #failed(id: string, why: Localized): Promise<void> {
    await this.#deps.store.write((tx) => {
      const view = tx.read.evidenceNamed(id);
      if (view && isOpen(view)) this.#end(tx, view, why);
    });
  }

  #again(tx: Tx, view: EvidenceView, why: Localized): void {
    if (view.tries >= maxTries) return this.#end(tx, view, why);
    tx.dropEvidenceParts(bundleOf(view));
    const { of: _of, complete: _complete, leftOut: _leftOut, ...rest } = view;
    const next: EvidenceView = { ...rest, state: "asked", tries: view.tries + 1, have: 0 };
    this.#save(tx, next);
    tx.afterCommit(() => this.#send(next));
  }

  #end(tx: Tx, view: EvidenceView, text: Localized): void {
    tx.dropEvidenceParts(bundleOf(view));
    this.#save(tx, { ...view, state: "failed", text, endedAt: this.#deps.clock.now() });
  }

  /** Takes up what was open when the broker last ended. */
  #resume(view: EvidenceView): void {
    this.#watch(view.id);
    if (view.of !== undefined && view.have >= view.of) return this.#background(this.#assemble(view));
    if (this.#deps.commands.get(bundleOf(view)) === undefined) this.#send(view);
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#stopped) this.#deps.onError(error);
    });
  }
}
