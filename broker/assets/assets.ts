import {
  AppError,
  type AssetEvent,
  type AssetPlace,
  type AssetUnit,
  type AssetView,
  aboutField,
  type Clock,
  type RouteBody,
  type TerminalAssets,
  type Warranty,
} from "../../contract/index.ts";
import { wholeTerminal } from "../faults/engine.ts";
import { isFresh } from "../fleet/devices.ts";
import type { Live } from "../live.ts";
import type { AssetFilter, AssetRow, WarrantyRow } from "../store/asset-rows.ts";
import type { Readers, Store, TerminalRow, Tx } from "../store/store.ts";
import { noDeviceText, unknown } from "../unknown.ts";
import { isCalendarDay } from "./days.ts";
import { forgotten, isSameUnit, placeKey, serialOf, take, warrantyKey } from "./register.ts";

export interface AssetDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
}

/** Of one place of a terminal the newest changes are kept, and of those it no longer names the newest places. */
const eventsPerPlace = 100;
const gonePlaces = 64;
const terminalsPerWrite = 200;

const samePlace = (a: AssetPlace, b: AssetPlace): boolean => a.terminal === b.terminal && a.device === b.device;
const placeOf = ({ terminal, device }: AssetPlace): AssetPlace => ({ terminal, device });

/** Availabilities of a device that answers. */
const answering: readonly string[] = ["online", "busy", "starting"];

/** The register of terminals and their modules: what inventories said, kept in the transaction of each. */
export class Assets {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor({ store, live, clock }: AssetDeps) {
    this.#store = store;
    this.#clock = clock;
    live.within("inventory", ({ terminal }, tx) => this.#take(tx, terminal));
  }

  /** A data file of before the register: what terminals said last is taken now. */
  async load(): Promise<void> {
    const { read } = this.#store;
    if (read.assets({ limit: 1 }).length > 0) return;
    const known = read.terminals().filter((row) => row.inventory);
    for (let n = 0; n < known.length; n += terminalsPerWrite)
      await this.#store.write((tx) => {
        for (const { id } of known.slice(n, n + terminalsPerWrite)) this.#take(tx, id);
      });
  }

  #take(tx: Tx, terminal: string): void {
    const inventory = tx.read.terminal(terminal)?.inventory;
    if (!inventory) return;
    const before = tx.read.assets({ terminal });
    const { rows, events } = take(terminal, before, inventory, this.#clock.now());
    if (rows.length === 0) return;
    events.forEach((event, n) => this.#change(tx, rows[n] as AssetRow, event));
    for (const { device } of forgotten(tx.read.assets({ terminal }), gonePlaces)) tx.dropAsset(terminal, device);
  }

  #change(tx: Tx, row: AssetRow, event: Omit<AssetEvent, "n">): void {
    const { before, after } = event;
    const isNew = after?.serial !== undefined && (event.change === "exchanged" || before?.serial === undefined);
    const wasIn = isNew ? lastSeen(tx.read, row, after) : undefined;
    this.#carryWarranty(tx, row, event);
    tx.saveAsset(row);
    tx.addAssetEvent({ ...event, ...(wasIn ? { wasIn } : {}) }, eventsPerPlace);
  }

  /** A warranty that was kept with the place ends with its unit, and goes along when the unit tells its serial number. */
  #carryWarranty(tx: Tx, row: AssetRow, { change, before, after }: Omit<AssetEvent, "n">): void {
    const here = placeKey(row.terminal, row.device);
    const learnt = before !== undefined && before.serial === undefined && after?.serial !== undefined;
    if (!learnt && change !== "exchanged") return;
    const kept = tx.read.warranty(here);
    if (kept === undefined) return;
    const key = warrantyKey(row);
    if (change !== "exchanged" && tx.read.warranty(key) === undefined) tx.saveWarranty(key, kept);
    tx.saveWarranty(here, undefined);
  }

  list(filter: Omit<AssetFilter, "shared"> & { conflict?: boolean }): AssetView[] {
    const { conflict, limit = 500, ...rest } = filter;
    if (!conflict) return this.#views(this.#store.read.assets({ ...rest, limit }));
    return this.#views(this.#store.read.assets({ ...rest, present: true, shared: true }))
      .filter((view) => view.conflict)
      .slice(0, limit);
  }

  /** Throws `AppError("notFound")`. */
  ofTerminal(terminal: string): TerminalAssets {
    const { read } = this.#store;
    const row = read.terminal(terminal);
    if (!row) throw unknown("terminal", terminal);
    const warranty = this.#warranty(placeKey(terminal, wholeTerminal));
    return {
      terminal,
      name: row.name,
      site: row.site,
      enrolledAt: row.createdAt,
      ...(warranty ? { warranty } : {}),
      modules: this.#views(read.assets({ terminal })),
      history: read.assetEvents({ terminal, limit: 200 }),
    };
  }

  /** Where a unit of this serial number answers now: in terminals that are online, from devices that are there. Of these classes, if any are named. */
  installedAt(serial: string, classes: readonly string[] = []): AssetPlace[] {
    const clean = serialOf(serial);
    if (clean === undefined) return [];
    return this.#store.read
      .assets({ serial: clean, present: true })
      .filter(({ unit }) => classes.length === 0 || classes.includes(unit.deviceClass))
      .filter((row) => this.#isThere(row))
      .map(placeOf);
  }

  /** Devices that terminals name now, by class. */
  installed(): ReadonlyMap<string, number> {
    return this.#store.read.installed();
  }

  /**
   * Sets the warranty of a module, or of the whole terminal (device `terminal`); without `until` there is none. It stays with the unit where that has
   * a serial number. Throws `AppError`: `notFound`, `invalid` for a day that no calendar has or an end before the beginning.
   */
  setWarranty(
    tx: Tx,
    { terminal, device, from, until, note }: AssetPlace & RouteBody<"setWarranty">,
    by: string,
  ): TerminalAssets {
    const key = this.#warrantyKey(tx.read, { terminal, device });
    for (const [field, day] of Object.entries({ from, until }))
      if (day !== undefined && !isCalendarDay(day))
        throw aboutField("invalid", `/${field}`, { en: `no calendar has a day ${day}`, "zh-CN": `没有 ${day} 这一天` });
    if (from !== undefined && until !== undefined && until < from)
      throw aboutField("invalid", "/until", {
        en: `a warranty that ends on ${until} cannot begin on ${from}`,
        "zh-CN": `${until} 到期的保修不能从 ${from} 开始`,
      });
    const setAt = this.#clock.now();
    const row = until && { ...(from ? { from } : {}), until, ...(note ? { note } : {}), by, setAt };
    tx.saveWarranty(key, row || undefined);
    const detail = { from, until, note, key };
    tx.addAudit({ at: setAt, actor: by, action: "warranty.set", target: `${terminal}/${device}`, detail });
    return this.ofTerminal(terminal);
  }

  #warrantyKey(read: Readers, { terminal, device }: AssetPlace): string {
    if (!read.terminal(terminal)) throw unknown("terminal", terminal);
    if (device === wholeTerminal) return placeKey(terminal, device);
    const rows = read.assets({ terminal });
    const row = rows.find((one) => one.device === device);
    if (row) return warrantyKey(row);
    const known = [wholeTerminal, ...rows.map((one) => one.device)];
    throw new AppError("notFound", noDeviceText(terminal, device, known));
  }

  #warranty(key: string): Warranty | undefined {
    const row = this.#store.read.warranty(key);
    return row && { ...row, holds: holds(row, this.#clock.now()) };
  }

  #views(rows: readonly AssetRow[]): AssetView[] {
    const terminals = new Map<string, TerminalRow | undefined>();
    const terminalOf = (id: string): TerminalRow | undefined => {
      if (!terminals.has(id)) terminals.set(id, this.#store.read.terminal(id));
      return terminals.get(id);
    };
    return rows.map((row) => this.#view(row, terminalOf(row.terminal)));
  }

  #view(row: AssetRow, terminal: TerminalRow | undefined): AssetView {
    const present = row.goneAt === undefined;
    const serial = row.unit.serial;
    const said = terminal?.inventory?.devices.find((one) => one.device === row.device);
    const twins = present && serial !== undefined ? this.#twins(row, serial) : [];
    const warranty = this.#warranty(warrantyKey(row));
    return {
      ...placeOf(row),
      unit: row.unit,
      since: row.since,
      present,
      ...(row.goneAt === undefined ? {} : { goneAt: row.goneAt }),
      told: serial !== undefined && serialOf(said?.identity.serial) === serial,
      alsoIn: twins.map(placeOf),
      conflict: twins.length > 0 && this.#isThere(row) && twins.some((twin) => this.#isThere(twin)),
      ...(warranty ? { warranty } : {}),
    };
  }

  #twins(row: AssetRow, serial: string): AssetRow[] {
    return this.#store.read
      .assets({ serial, present: true })
      .filter((other) => !samePlace(other, row) && isSameUnit(other.unit, row.unit));
  }

  /** It is there now, as far as can be told: a terminal that is off, or a device that does not answer, may have lost it to another place. */
  #isThere({ terminal, device }: AssetRow): boolean {
    if (this.#store.read.terminal(terminal)?.status !== "online") return false;
    const health = this.#store.read.health(terminal).find((one) => one.device === device);
    if (!health || !isFresh(health.health, health.at, this.#clock.now())) return false;
    return answering.includes(health.health.availability);
  }
}

/** Where this unit was seen before: the newest place with its serial number that is another one. */
const lastSeen = (read: Readers, here: AssetPlace, unit: AssetUnit): AssetPlace | undefined => {
  const events = read.assetEvents({ serial: unit.serial as string, limit: 50 });
  const found = events.find((e) => !samePlace(e, here) && isSameUnit(e.after ?? (e.before as AssetUnit), unit));
  return found && placeOf(found);
};

const holds = ({ from, until }: WarrantyRow, now: number): boolean => {
  const today = new Date(now).toISOString().slice(0, 10);
  return today <= until && (from === undefined || from <= today);
};
