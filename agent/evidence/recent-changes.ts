import type { DeviceEvent, DeviceHealth, EvidenceChange, EvidenceNote } from "../../contract/index.ts";
import type { NewRecord } from "../outbox/record.ts";
import { Ring } from "./ring.ts";

interface Change {
  readonly mono: number;
  readonly change: Omit<EvidenceChange, "at">;
}
interface Note {
  readonly mono: number;
  readonly note: Omit<EvidenceNote, "at">;
}

const bounds = { maxEntries: 300, maxChars: 64 * 1024 };

type Words = Readonly<Record<string, string>>;
const componentWords = ({ components }: DeviceHealth): Words =>
  Object.fromEntries(
    Object.entries(components).map(([name, { state, vendorCode }]) => [
      name,
      vendorCode === undefined ? state : `${state} (${vendorCode})`,
    ]),
  );

const becauseOf = ({ because }: DeviceHealth): string => (because ? `${because.code}: ${because.text}` : "");

/** What differs from the health before; all of it if there was none. */
const differs = (device: string, before: DeviceHealth | undefined, now: DeviceHealth): Omit<EvidenceChange, "at"> => {
  const old = before ? componentWords(before) : {};
  const changed = Object.entries(componentWords(now)).filter(([name, word]) => old[name] !== word);
  const because = becauseOf(now);
  return {
    device,
    ...(before?.availability !== now.availability && { availability: now.availability }),
    ...(because !== "" && because !== (before && becauseOf(before)) && { because }),
    ...(now.money !== undefined && before?.money !== now.money && { money: now.money }),
    ...(changed.length > 0 && { components: Object.fromEntries(changed) }),
  };
};

/** The last changes of health and the last events of a terminal's devices, bounded. */
export class RecentChanges {
  readonly #changes = new Ring<Change>(bounds, ({ change }) => JSON.stringify(change).length);
  readonly #notes = new Ring<Note>(bounds, ({ note }) => note.text.length + 60);
  readonly #last = new Map<string, DeviceHealth>();

  /** A record on its way to the outbox. */
  noted({ kind, device, body }: NewRecord, mono: number): void {
    if (kind === "health" && device !== undefined) {
      const health = body as DeviceHealth;
      const change = differs(device, this.#last.get(device), health);
      this.#last.set(device, health);
      if (Object.keys(change).length > 1) this.#changes.push({ mono, change });
    }
    if (kind === "event") {
      const { code, text } = body as DeviceEvent;
      this.#notes.push({ mono, note: { ...(device !== undefined && { device }), code, text } });
    }
  }

  changes(from: number): ReturnType<Ring<Change>["since"]> {
    return this.#changes.since(from);
  }

  notes(from: number): ReturnType<Ring<Note>["since"]> {
    return this.#notes.since(from);
  }
}
