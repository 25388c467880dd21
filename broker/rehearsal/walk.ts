import type { Clock, RehearsalResult } from "../../contract/index.ts";
import type { Settable } from "../faults/settings.ts";
import type { StoreReader } from "../store/sqlite/open-reader.ts";
import { Rehearsal, type RehearsalWish } from "./rehearsal.ts";
import type { Progress } from "./worker/messages.ts";

/** The file of a running broker is not read at one go: its log cannot be shortened meanwhile. */
const reopenMs = 5_000;
const tellEveryMs = 250;

export interface Walk {
  readonly open: () => StoreReader;
  readonly settable: Settable;
  readonly clock: Pick<Clock, "mono">;
  readonly progress: (progress: Progress) => void;
  readonly stopped: () => boolean;
  /** Lets others have their turn between two terminals. */
  readonly breathe: () => Promise<void>;
}

/** Rehearses terminal by terminal; stopped, it answers what it saw until then. */
export const walk = async (wish: RehearsalWish, walk: Walk): Promise<RehearsalResult> => {
  const { open, clock, progress } = walk;
  let reader = open();
  try {
    const rehearsal = new Rehearsal(walk.settable, wish, reader.read);
    const of = rehearsal.terminals.length;
    let [openedAt, toldAt] = [clock.mono(), Number.NEGATIVE_INFINITY];
    for (const [n, terminal] of rehearsal.terminals.entries()) {
      if (walk.stopped()) return rehearsal.result(true);
      if (clock.mono() - openedAt > reopenMs) {
        reader.close();
        reader = open();
        openedAt = clock.mono();
      }
      if (clock.mono() - toldAt > tellEveryMs) {
        progress({ terminals: n, of, readings: rehearsal.readings });
        toldAt = clock.mono();
      }
      rehearsal.take(reader.read, terminal);
      await walk.breathe();
    }
    progress({ terminals: of, of, readings: rehearsal.readings });
    return rehearsal.result();
  } finally {
    reader.close();
  }
};
