import { type Clock, systemClock } from "../../../contract/index.ts";
import type { Known } from "../../service-levels/service-levels.ts";
import { ServiceLevels } from "../../service-levels/service-levels.ts";
import type { Readers } from "../../store/store.ts";
import { Wear, type WearSettings } from "../../wear/wear.ts";
import type { FactSources } from "../facts.ts";
import type { DealSources } from "../figures/dealings.ts";
import type { SpareSources } from "../figures/spares.ts";

/** What a report needs beside the store: the broker's settings as it understood them when it started, as plain data that goes to another process. */
export interface ReportBasis extends SpareSources, DealSources {
  readonly levels: Known;
  readonly wear: WearSettings;
}

/** Sources of a report over a store as it was at one moment. */
export const sourcesOf = (read: Readers, { levels, wear, ...rest }: ReportBasis, now: number): FactSources => {
  const clock: Clock = { ...systemClock, now: () => now };
  const known = new Wear(wear, clock);
  known.load(read);
  return { read, levels: new ServiceLevels(levels), wear: known, ...rest };
};
