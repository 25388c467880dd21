import { type Static, Type } from "typebox";
import { DeviceId, TerminalId } from "./identifiers.ts";
import { DeviceIdentity } from "./inventory.ts";
import { UnixMs } from "./time.ts";
import { assetChanges, deviceClasses } from "./vocabulary/index.ts";

/** A day of a calendar, whatever the zone: `2026-12-31`. */
export const CalendarDay = Type.String({ pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$" });

/** What is known of a unit: what it is, and who. A field that nobody ever told is left out. */
export const AssetUnit = Type.Object({
  deviceClass: Type.Enum(deviceClasses),
  driver: Type.String(),
  ...DeviceIdentity.properties,
});
export type AssetUnit = Static<typeof AssetUnit>;

export const AssetPlace = Type.Object({ terminal: TerminalId, device: DeviceId });
export type AssetPlace = Static<typeof AssetPlace>;

/** From the first to the last day on which it holds. */
export const Warranty = Type.Object({
  from: Type.Optional(CalendarDay),
  until: CalendarDay,
  note: Type.Optional(Type.String()),
  by: Type.String(),
  setAt: UnixMs,
  holds: Type.Boolean({ description: "today (UTC)" }),
});
export type Warranty = Static<typeof Warranty>;

/** A module of a terminal, in its place `since` it was first seen there. What it told once stays known while the same unit is there, also if it does not tell it now (`told`). */
export const AssetView = Type.Object({
  ...AssetPlace.properties,
  unit: AssetUnit,
  since: UnixMs,
  present: Type.Boolean({ description: "the terminal's newest inventory names it" }),
  goneAt: Type.Optional(UnixMs),
  told: Type.Boolean({ description: "the newest inventory names its serial number, too" }),
  alsoIn: Type.Array(AssetPlace, { description: "other places whose newest inventory names the same serial number" }),
  conflict: Type.Boolean({
    description: "it is alive here and in another place at one time: one serial number is wrong",
  }),
  warranty: Type.Optional(Warranty),
});
export type AssetView = Static<typeof AssetView>;

/** What changed, when. `exchanged`: another unit is in its place; `wasIn`: where this unit was seen before. */
export const AssetEvent = Type.Object({
  n: Type.Integer(),
  at: UnixMs,
  ...AssetPlace.properties,
  change: Type.Enum(assetChanges),
  before: Type.Optional(AssetUnit),
  after: Type.Optional(AssetUnit),
  wasIn: Type.Optional(AssetPlace),
});
export type AssetEvent = Static<typeof AssetEvent>;

/** How many modules of one make and firmware terminals name now. What they told nothing of is left out. */
export const AssetCount = Type.Object({
  deviceClass: Type.Enum(deviceClasses),
  manufacturer: Type.Optional(Type.String()),
  model: Type.Optional(Type.String()),
  firmware: Type.Optional(Type.String()),
  count: Type.Integer({ minimum: 1 }),
});
export type AssetCount = Static<typeof AssetCount>;

export const TerminalAssets = Type.Object({
  terminal: TerminalId,
  name: Type.String(),
  site: Type.String(),
  enrolledAt: UnixMs,
  warranty: Type.Optional(Warranty),
  modules: Type.Array(AssetView),
  history: Type.Array(AssetEvent, { description: "newest first" }),
});
export type TerminalAssets = Static<typeof TerminalAssets>;

/** `until` is the last day on which it holds; left out, there is no warranty. */
export const SetWarranty = Type.Object({
  from: Type.Optional(CalendarDay),
  until: Type.Optional(CalendarDay),
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
