import { type Static, Type } from "typebox";
import { CommandView } from "./commands.ts";
import { ComplaintView } from "./customers.ts";
import { CommandOutcome } from "./envelope.ts";
import { EvidenceView } from "./evidence.ts";
import { DiagnosisView, FaultView } from "./faults.ts";
import { DeviceHealth } from "./health.ts";
import { DeviceId, TerminalId } from "./identifiers.ts";
import { CustomerView } from "./presence.ts";
import { RuleId } from "./rules.ts";
import { Site } from "./sites.ts";
import { StockItem, StockMove, StockPlace } from "./stock.ts";
import { Tags } from "./tags.ts";
import { TicketView } from "./tickets.ts";
import { UnixMs } from "./time.ts";
import { Maintenance, QuarantineEntry } from "./views.ts";
import { VisitView } from "./visits.ts";
import { complaintKinds, type Permission, settingsStates, visitChanges } from "./vocabulary/index.ts";

export const faultChanges = [
  "pending",
  "opened",
  "hidden",
  "shown",
  "repeated",
  "clearing",
  "closed",
  "flapping",
] as const;

/** What the live stream says, by name. The `data` of each server-sent event is one of these. */
export const liveEvents = {
  presence: Type.Object({
    name: Type.Literal("presence"),
    terminal: TerminalId,
    status: Type.Enum(["online", "stopped", "lost"]),
    at: UnixMs,
  }),
  inventory: Type.Object({ name: Type.Literal("inventory"), terminal: TerminalId }),
  health: Type.Object({ name: Type.Literal("health"), terminal: TerminalId, device: DeviceId, health: DeviceHealth }),
  fault: Type.Object({ name: Type.Literal("fault"), fault: FaultView, change: Type.Enum(faultChanges) }),
  outcome: Type.Object({
    name: Type.Literal("outcome"),
    terminal: TerminalId,
    device: Type.Optional(DeviceId),
    outcome: CommandOutcome,
    at: UnixMs,
  }),
  command: Type.Object({ name: Type.Literal("command"), command: CommandView }),
  diagnosis: Type.Object({ name: Type.Literal("diagnosis"), diagnosis: DiagnosisView }),
  ticket: Type.Object({
    name: Type.Literal("ticket"),
    ticket: TicketView,
    change: Type.String(),
    fresh: Type.Optional(Type.Integer({ description: "so many entries at the end of the timeline are new" })),
  }),
  complaint: Type.Object({
    name: Type.Literal("complaint"),
    complaint: ComplaintView,
    change: Type.Enum(complaintKinds),
    fresh: Type.Integer({ description: "so many entries at the end of the timeline are new" }),
  }),
  event: Type.Object({
    name: Type.Literal("event"),
    terminal: TerminalId,
    device: Type.Optional(DeviceId),
    code: Type.String(),
    text: Type.String(),
    at: UnixMs,
  }),
  maintenance: Type.Object({
    name: Type.Literal("maintenance"),
    terminal: TerminalId,
    at: UnixMs,
    maintenance: Type.Optional(Maintenance),
    before: Type.Optional(Maintenance),
  }),
  tags: Type.Object({ name: Type.Literal("tags"), terminal: TerminalId, tags: Tags }),
  customer: Type.Object({ name: Type.Literal("customer"), terminal: TerminalId, customer: CustomerView }),
  settings: Type.Object({
    name: Type.Literal("settings"),
    terminal: Type.String({ description: "empty: those of the whole fleet" }),
    state: Type.Enum(settingsStates),
    rev: Type.Integer({ description: "revision wanted" }),
  }),
  sighting: Type.Object({
    name: Type.Literal("sighting"),
    terminal: TerminalId,
    device: DeviceId,
    component: Type.String(),
    state: Type.String(),
    at: UnixMs,
  }),
  visit: Type.Object({
    name: Type.Literal("visit"),
    visit: VisitView,
    change: Type.Enum(visitChanges),
  }),
  evidence: Type.Object({ name: Type.Literal("evidence"), evidence: EvidenceView }),
  sale: Type.Object({
    name: Type.Literal("sale"),
    terminal: TerminalId,
    result: Type.String(),
    kind: Type.String(),
    at: UnixMs,
  }),
  line: Type.Object({
    name: Type.Literal("line"),
    terminal: TerminalId,
    command: Type.String(),
    n: Type.Integer(),
    text: Type.String(),
  }),
  stockMove: Type.Object({ name: Type.Literal("stockMove"), move: StockMove }),
  stockSet: Type.Object({
    name: Type.Literal("stockSet"),
    place: Type.Optional(StockPlace),
    item: Type.Optional(StockItem),
  }),
  quarantine: Type.Object({ name: Type.Literal("quarantine"), ...QuarantineEntry.properties }),
  site: Type.Object({
    name: Type.Literal("site"),
    site: Site,
    removed: Type.Optional(Type.Literal(true, { description: "it is no longer in the register" })),
  }),
  rules: Type.Object({
    name: Type.Literal("rules"),
    revision: Type.Integer({ description: "of all settings together" }),
    rules: Type.Array(RuleId, { description: "those whose settings are not what they were" }),
    by: Type.String(),
  }),
  savedView: Type.Object({
    name: Type.Literal("savedView"),
    number: Type.Integer(),
    by: Type.String({ description: "whose it is: `user:eva`" }),
    shared: Type.Boolean({ description: "everybody sees it, or did so until now" }),
    removed: Type.Optional(Type.Literal(true)),
  }),
} as const;

export type LiveEventName = keyof typeof liveEvents;
/** One event of the live stream as it is on the wire. */
export type LiveEventJson = { [N in LiveEventName]: Static<(typeof liveEvents)[N]> }[LiveEventName];

export const LiveEvent = Type.Union(Object.values(liveEvents), {
  description: "One thing that happened, told once it is stored. Told apart by `name`.",
});

/** Who may not ask for it does not hear of it either; all others go to everybody who may see. */
export const eventNeeds: Partial<Readonly<Record<LiveEventName, Permission>>> = {
  complaint: "ticket",
  stockMove: "stock",
  stockSet: "stock",
  quarantine: "configure",
};
/** Of no terminal, and told to people of every part of the fleet. */
export const isOfEverybody = ({ name }: LiveEventJson): boolean =>
  name === "stockMove" || name === "stockSet" || name === "rules";

/** Terminal that an event is about; empty for one that names none. */
export const terminalOf = (event: LiveEventJson): string => {
  if ("terminal" in event) return event.terminal;
  if ("fault" in event) return event.fault.terminal;
  if ("move" in event) return event.move.terminal ?? "";
  if (event.name === "stockSet" || event.name === "site" || event.name === "rules" || event.name === "savedView")
    return "";
  if ("complaint" in event) return event.complaint.terminal ?? "";
  if ("command" in event) return event.command.terminal;
  if ("visit" in event) return event.visit.terminal;
  if ("evidence" in event) return event.evidence.terminal;
  return "diagnosis" in event ? event.diagnosis.terminal : event.ticket.terminal;
};
