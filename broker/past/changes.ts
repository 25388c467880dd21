import type { DeviceHealth, HealthChange, HealthChanges } from "../../contract/index.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { Readers } from "../store/store.ts";
import { type Reading, readingsOf } from "./readings.ts";

const mostChanges = 1000;

/** What of a reading changes. */
type Brief = Pick<Reading, "at" | "device"> & Pick<DeviceHealth, "availability" | "because" | "components">;

const ofAvailability = (before: Brief, now: Brief): HealthChange[] =>
  before.availability === now.availability
    ? []
    : [
        {
          at: now.at,
          device: now.device,
          before: before.availability,
          state: now.availability,
          ...(now.because ? { because: now.because } : {}),
        },
      ];

/** A part that was never told of before did not change. */
const ofComponents = (before: Brief, { at, device, components }: Brief): HealthChange[] =>
  Object.entries(components).flatMap(([component, { state, vendorCode, frame }]) => {
    const was = before.components[component]?.state;
    if (was === undefined || was === state) return [];
    const said = {
      ...(vendorCode === undefined ? {} : { vendorCode }),
      ...(frame === undefined ? {} : { frame }),
    };
    return [{ at, device, component, before: was, state, ...said }];
  });

/** Every part that went over into another state in the range, the newest first, with the frames that said so. */
export const healthChanges = (
  read: Readers,
  { terminal, ...range }: TimeRange & { terminal: string },
): HealthChanges => {
  const newest = new Map<string, Brief>();
  const all = readingsOf(read, terminal, range, ({ at, device, health }): Brief => {
    const { availability, because, components } = health;
    return { at, device, availability, ...(because ? { because } : {}), components };
  });
  const changes = all.flatMap((now): HealthChange[] => {
    const before = newest.get(now.device);
    newest.set(now.device, now);
    if (!before || now.at < range.from) return [];
    return [...ofAvailability(before, now), ...ofComponents(before, now)];
  });
  const sorted = changes.sort((a, b) => b.at - a.at);
  return {
    ...range,
    keptSince: read.oldestChunkAt(),
    changes: sorted.slice(0, mostChanges),
    cut: sorted.length > mostChanges,
  };
};
