import type { DeviceHealth, FaultView, Inventory } from "../../contract/index.ts";
import { Board, type FaultChange, type Unit, wholeTerminal } from "../faults/board.ts";
import { cannotTell, clear, type Look } from "../faults/rule.ts";
import type { RuleBook } from "../faults/rule-book.ts";
import { isFresh } from "../fleet/devices.ts";
import { type PortOutage, portOutages, portSayings, portViews } from "../fleet/port-outage.ts";
import type { Opened } from "./compare.ts";

/** A reading as it came: `at` corrected time of the observation, `receivedAt` when the broker judged it. */
export interface Heard {
  readonly device: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly health: DeviceHealth;
  /** False for what came and went during an outage: it is known, and not judged. */
  readonly judged: boolean;
}

/** What happened to a terminal beside its readings, from the history. */
export type Happening = { readonly at: number } & (
  | { readonly what: "lost" | "stopped" | "online" | "maintenance" | "maintenanceOver" }
  | { readonly what: "said"; readonly code: string; readonly device: string; readonly over: boolean }
);

export interface ReplayOf {
  readonly terminal: string;
  readonly inventory: Inventory | undefined;
  readonly rules: RuleBook;
  /** Is a device of this class looked at? */
  readonly looksAt: (deviceClass: string) => boolean;
  readonly worn: (device: string, item: string, health: DeviceHealth, at: number) => number | undefined;
}

interface Running extends Opened {
  to?: number;
  ticket: boolean;
  seen: boolean;
}

const said: Look = { verdict: "fault", evidence: () => ({ text: "from the history" }) };

/**
 * One terminal's past under one set of rules, on the board that the engine uses: readings, presence and maintenance are put in, in order of time; which faults
 * opened comes out. Time goes on by what happens; nothing waits.
 */
export class Replay {
  readonly #of: ReplayOf;
  readonly #board: Board;
  readonly #due = new Map<string, number>();
  readonly #stale = new Map<string, number>();
  readonly #newest = new Map<string, { at: number; health: DeviceHealth }>();
  readonly #running = new Map<string, Running>();
  readonly #opened: Running[] = [];
  #ports: readonly PortOutage[] = [];
  #now = 0;
  #ids = 0;
  #online = true;
  #maintenance = false;
  readonly #unit: Unit = {
    save: () => undefined,
    afterRollback: () => undefined,
    tell: (fault, change) => this.#note(fault, change),
  };

  constructor(of: ReplayOf) {
    this.#of = of;
    this.#board = new Board({
      rules: of.rules,
      clock: { now: () => this.#now, mono: () => this.#now },
      random: () => String(++this.#ids),
      due: {
        set: (id, afterMs) => void this.#due.set(id, this.#now + Math.max(0, afterMs)),
        drop: (id) => void this.#due.delete(id),
      },
      worn: (_, device, item, health) => of.worn(device, item, health, this.#newest.get(device)?.at ?? this.#now),
    });
    this.#board.load([], [], {
      inMaintenance: () => this.#maintenance,
      explains: ({ device }, cause) => this.#explains(device, cause),
    });
  }

  reading({ device, at, receivedAt, health, judged }: Heard): void {
    this.#until(receivedAt);
    const before = this.#newest.get(device)?.health.availability;
    this.#newest.set(device, { at, health });
    if (!this.#stale.has(device)) this.#stale.set(device, at + health.freshForMs);
    if (!judged) return;
    this.#judge(device, at, health);
    if (before !== health.availability) this.#portsAgain();
  }

  happened(one: Happening): void {
    this.#until(one.at);
    const { terminal } = this.#of;
    switch (one.what) {
      case "said":
        this.#say(one.code, one.device, one.over ? clear : said);
        return this.#board.refresh(this.#unit, terminal);
      case "lost":
        return this.#lost();
      case "stopped":
      case "online":
        return this.#back(one.what === "online");
      case "maintenance":
      case "maintenanceOver":
        this.#maintenance = one.what === "maintenance";
        return this.#board.refresh(this.#unit, terminal);
    }
  }

  /** Which faults opened until then. */
  end(at: number): readonly Opened[] {
    this.#until(at);
    return this.#opened;
  }

  /** Everything that fell due before `at`, one by one in order of time. */
  #until(at: number): void {
    for (;;) {
      const first = earliest(this.#due);
      const stale = earliest(this.#stale);
      const next = Math.min(first?.[1] ?? Number.POSITIVE_INFINITY, stale?.[1] ?? Number.POSITIVE_INFINITY);
      if (next > at) break;
      this.#now = Math.max(this.#now, next);
      if (first && first[1] === next) {
        this.#due.delete(first[0]);
        this.#board.onDue(this.#unit, [first[0]]);
      } else if (stale) this.#tooOld(stale[0]);
    }
    this.#now = Math.max(this.#now, at);
  }

  #tooOld(device: string): void {
    this.#stale.delete(device);
    const newest = this.#newest.get(device);
    if (!newest) return;
    const until = newest.at + newest.health.freshForMs;
    if (until > this.#now) this.#stale.set(device, until);
    else this.#judge(device, newest.at, newest.health);
  }

  #judge(device: string, at: number, health: DeviceHealth): void {
    if (!this.#of.looksAt(health.deviceClass)) return;
    const fresh = isFresh(health, at, this.#now);
    this.#board.judge(this.#unit, this.#of.terminal, device, { health, at, fresh });
  }

  #say(code: string, device: string, look: Look): void {
    if (this.#of.rules.byId.has(code)) this.#board.say(this.#unit, code, this.#of.terminal, device, look);
  }

  #lost(): void {
    this.#online = false;
    this.#board.blind(this.#unit, this.#of.terminal);
    for (const { device } of this.#ports) this.#say("port.lost", device, cannotTell);
    this.#say("terminal.lost", wholeTerminal, said);
  }

  #back(online: boolean): void {
    this.#online = online;
    this.#say("terminal.lost", wholeTerminal, clear);
    if (!online) return;
    for (const device of new Set(this.#board.active(this.#of.terminal).map((fault) => fault.device))) {
      const newest = this.#newest.get(device);
      if (!newest) continue;
      if (isFresh(newest.health, newest.at, this.#now) && !this.#stale.has(device))
        this.#stale.set(device, newest.at + newest.health.freshForMs);
      this.#judge(device, newest.at, newest.health);
    }
    if (this.#ports.length > 0) this.#portsAgain();
  }

  #portsAgain(): void {
    const before = this.#ports;
    const now = portOutages(portViews(this.#of.inventory, (device) => this.#newest.get(device)?.health));
    if (before.length === 0 && now.length === 0) return;
    this.#ports = now;
    for (const { device, look } of portSayings(before, now)) this.#say("port.lost", device, look);
    this.#board.refresh(this.#unit, this.#of.terminal);
  }

  #explains(device: string, cause: string): FaultView | undefined {
    const { terminal } = this.#of;
    if (cause === "site.lost") return this.#online ? undefined : this.#board.get(terminal, "site", cause);
    const outage = this.#ports.find(({ members }) => members.includes(device));
    return cause === "port.lost" && outage ? this.#board.get(terminal, outage.device, cause) : undefined;
  }

  #note(fault: FaultView, change: FaultChange): void {
    const known = this.#running.get(fault.id);
    if (change === "closed") {
      if (known) known.to = this.#now;
      this.#running.delete(fault.id);
      return;
    }
    if (fault.state !== "open" && fault.state !== "clearing") return;
    const running = known ?? this.#begun(fault);
    // What is shown only while it goes was seen by nobody.
    if (fault.hiddenBy !== undefined || fault.state !== "open") return;
    running.seen = true;
    if (!fault.maintenance && this.#of.rules.byId.get(fault.code)?.ticket) running.ticket = true;
  }

  #begun({ id, code, device, severity }: FaultView): Running {
    const running: Running = { rule: code, device, from: this.#now, severity, ticket: false, seen: false };
    this.#running.set(id, running);
    this.#opened.push(running);
    return running;
  }
}

const earliest = (due: ReadonlyMap<string, number>): readonly [string, number] | undefined => {
  let first: readonly [string, number] | undefined;
  for (const entry of due) if (!first || entry[1] < first[1]) first = entry;
  return first;
};
