import { AppError, type Clock, type DeviceHealth } from "../../contract/index.ts";
import type { Readers, Store, Tx, UsageRow } from "../store/store.ts";
import { thereAre } from "../unknown.ts";
import { itemsOf, type WearItem, wearItems } from "./items.ts";
import { isUnbegun, type Outlook, observe, outlook, renew, shareOf, shareUsed } from "./usage.ts";

/** Use follows from readings: what a crash loses of it the next reading brings back, save a refill in between. */
const saveEveryMs = 30 * 60_000;
const rowsPerSave = 200;

const keyOf = (terminal: string, device: string, item: string): string => `${terminal}/${device}/${item}`;

/** What is known of one item of one device. */
export interface Forecast extends Outlook {
  readonly item: WearItem;
  readonly usage: UsageRow;
  readonly end: number;
  readonly share: number | undefined;
}

export interface WearSettings {
  /** Lives set otherwise than in the table, by item, in the measure's unit. */
  readonly life: Readonly<Record<string, number>>;
}

/** Throws `AppError("config")` for an item that does not exist. */
const lives = (settings: WearSettings): ReadonlyMap<string, number> => {
  for (const id of Object.keys(settings.life))
    if (!wearItems.some((item) => item.id === id && item.kind === "wear")) {
      const known = wearItems.filter((item) => item.kind === "wear").map((item) => item.id);
      throw new AppError("config", `wear.life: there is no part ${id}; there are ${known.join(", ")}`);
    }
  return new Map(Object.entries(settings.life));
};

/** Keeps what every device's parts and supplies have used. Memory follows the transaction: what a rolled back unit changed is undone. */
export class Wear {
  readonly #usage = new Map<string, UsageRow>();
  readonly #savedAt = new Map<string, number>();
  /** Keys whose newest reading is not in the store. */
  readonly #unsaved = new Set<string>();
  readonly #states = new Map<string, string>();
  readonly #lives: ReadonlyMap<string, number>;
  readonly #clock: Clock;

  constructor(settings: WearSettings, clock: Clock) {
    this.#lives = lives(settings);
    this.#clock = clock;
  }

  /** Takes up where the last run ended. */
  load(read: Pick<Readers, "usages" | "health">): void {
    for (const { terminal, device, health } of read.health())
      for (const item of itemsOf(health.deviceClass)) this.#renewed(item, keyOf(terminal, device, item.id), health);
    for (const usage of read.usages()) this.#usage.set(keyOf(usage.terminal, usage.device, usage.item), usage);
  }

  endOf(item: WearItem): number {
    return this.#lives.get(item.id) ?? item.end;
  }

  /** Takes what a reading says of every item of its class. */
  observe(
    tx: Tx,
    { terminal, device, health, at }: { terminal: string; device: string; health: DeviceHealth; at: number },
  ): void {
    for (const item of itemsOf(health.deviceClass)) {
      const value = health.measures[item.measure];
      if (value === undefined) continue;
      const key = keyOf(terminal, device, item.id);
      const before = this.#usage.get(key);
      const after = observe(before, { terminal, device }, item, {
        at,
        value,
        renewed: this.#renewed(item, key, health),
      });
      if (after !== before) this.#put(tx, key, before, after);
    }
  }

  /** Whether the device itself shows that the item was renewed since its last reading. */
  #renewed({ renewedBy }: WearItem, key: string, { components }: DeviceHealth): boolean {
    const state = renewedBy && components[renewedBy.component]?.state;
    if (!renewedBy || state === undefined || state === "unknown") return false;
    const was = this.#states.get(key);
    this.#states.set(key, state);
    return state === renewedBy.to && was !== undefined && renewedBy.from.includes(was);
  }

  #put(tx: Tx, key: string, before: UsageRow | undefined, after: UsageRow): void {
    this.#usage.set(key, after);
    const savedAt = this.#savedAt.get(key) ?? 0;
    const due = before === undefined || after.days !== before.days || after.base !== before.base;
    const wasUnsaved = this.#unsaved.has(key);
    if (due || this.#clock.mono() - savedAt > saveEveryMs) {
      tx.saveUsage(after);
      this.#savedAt.set(key, this.#clock.mono());
      this.#unsaved.delete(key);
    } else this.#unsaved.add(key);
    tx.afterRollback(() => {
      if (before) this.#usage.set(key, before);
      else this.#usage.delete(key);
      this.#savedAt.set(key, savedAt);
      if (wasUnsaved) this.#unsaved.add(key);
      else this.#unsaved.delete(key);
    });
  }

  /** Brings to the store what is in memory only, some rows a transaction. */
  async save(store: Pick<Store, "write">): Promise<void> {
    const keys = [...this.#unsaved];
    for (let n = 0; n < keys.length; n += rowsPerSave) {
      const some = keys.slice(n, n + rowsPerSave);
      await store.write((tx) => {
        for (const key of some) {
          const usage = this.#usage.get(key);
          if (!usage || !this.#unsaved.delete(key)) continue;
          tx.saveUsage(usage);
          tx.afterRollback(() => this.#unsaved.add(key));
        }
      });
    }
  }

  /** How much of its life a part has used; undefined if its measure is not known. */
  share(terminal: string, device: string, itemId: string, health: DeviceHealth): number | undefined {
    const item = itemsOf(health.deviceClass).find((one) => one.id === itemId);
    return item && shareOf(item, health, this.#usage.get(keyOf(terminal, device, itemId)), this.endOf(item));
  }

  /** What is to be expected, the soonest first; what has no date comes last, by how much is used. */
  forecasts(filter: { terminal?: string; beforeAt?: number } = {}): Forecast[] {
    const now = this.#clock.now();
    const all: Forecast[] = [];
    for (const usage of this.#usage.values()) {
      if (filter.terminal !== undefined && usage.terminal !== filter.terminal) continue;
      const forecast = this.#forecast(usage, now);
      if (
        !forecast ||
        (filter.beforeAt !== undefined && !((forecast.dueAt ?? Number.POSITIVE_INFINITY) <= filter.beforeAt))
      )
        continue;
      all.push(forecast);
    }
    const date = (f: Forecast): number => f.dueAt ?? Number.MAX_SAFE_INTEGER;
    return all.sort((a, b) => date(a) - date(b) || (b.share ?? 0) - (a.share ?? 0));
  }

  #forecast(usage: UsageRow, now: number): Forecast | undefined {
    const item = wearItems.find((one) => one.id === usage.item);
    if (!item || isUnbegun(item, usage)) return undefined; // an item that a newer version took out of its table, or nothing known yet
    const end = this.endOf(item);
    const share = shareUsed(item, usage.value, usage.base, end);
    return { item, usage, end, share, ...outlook(item, usage, now, end) };
  }

  /** A person renewed a part. Throws `AppError("notFound")` if the device never reported its measure, naming those that it did. */
  renew(
    tx: Tx,
    { terminal, device, part, by }: { terminal: string; device: string; part: string; by: string },
  ): Forecast {
    const parts = itemsOf(part.split(".")[0] ?? "").filter((item) => item.kind === "wear");
    const key = keyOf(terminal, device, part);
    const before = this.#usage.get(key);
    if (!before || !parts.some((item) => item.id === part)) {
      const known = [...this.#usage.values()]
        .filter((u) => u.terminal === terminal && u.device === device)
        .map((u) => u.item);
      const others = thereAre(known);
      throw new AppError("notFound", {
        en: `no use of ${part} is known of ${terminal}/${device}${others.en}`,
        "zh-CN": `${terminal}/${device} 没有 ${part} 的使用记录${others["zh-CN"]}`,
      });
    }
    this.#savedAt.delete(key);
    const after = renew(before, this.#clock.now(), by);
    this.#put(tx, key, before, after);
    return this.#forecast(after, this.#clock.now()) as Forecast;
  }
}
