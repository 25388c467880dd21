import { type Static, Type } from "typebox";
import { CommandView } from "./commands.ts";
import { DiagnosisView, FaultView } from "./faults.ts";
import { ComponentHealth, DeviceHealth } from "./health.ts";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { CommandDescriptor, DeviceIdentity, Disturbance } from "./inventory.ts";
import { CustomerView } from "./presence.ts";
import { StockPlaceId } from "./stock.ts";
import { Tags } from "./tags.ts";
import { TicketView } from "./tickets.ts";
import { UnixMs } from "./time.ts";
import {
  deviceClasses,
  severities,
  supportLines,
  ticketActionNames,
  ticketQueues,
  waitReasons,
} from "./vocabulary/index.ts";

/** A device as the console sees it. `stale` is said aloud: then `health` is old, and `availability` and every state in it are to be read as unknown. */
export const DeviceView = Type.Object({
  device: DeviceId,
  deviceClass: Type.Enum(deviceClasses),
  driver: Type.Optional(Type.String()),
  port: Type.Optional(Type.String()),
  identity: DeviceIdentity,
  commands: Type.Array(CommandDescriptor),
  condition: Type.Enum(["ok", "degraded", "faulty", "unknown"]),
  stale: Type.Boolean(),
  health: Type.Optional(DeviceHealth),
  receivedAt: Type.Optional(UnixMs),
});
export type DeviceView = Static<typeof DeviceView>;

/** Announced work: faults are kept, and call nobody. One that a door opened by itself leaves those of security alone. */
export const Maintenance = Type.Object({
  until: UnixMs,
  by: Type.String({ description: "`user:eva`, `visit:7`, or `door`: nobody had announced it" }),
  reason: Type.String(),
  securityShown: Type.Optional(Type.Boolean({ description: "faults of security call somebody all the same" })),
});
export type Maintenance = Static<typeof Maintenance>;

/** One device in a list of thousands of terminals: how it is, and which components are in a state that is not their good one. */
export const ModuleSummary = Type.Object({
  device: DeviceId,
  deviceClass: Type.Enum(deviceClasses),
  condition: Type.Enum(["ok", "degraded", "faulty", "unknown"]),
  notable: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: '`{ paper: "low" }`; left out while the reading is stale',
    }),
  ),
});
export type ModuleSummary = Static<typeof ModuleSummary>;

export const TerminalSummary = Type.Object({
  id: TerminalId,
  name: Type.String(),
  site: Type.String(),
  tags: Type.Optional(Tags),
  status: Type.Enum(["online", "stopped", "lost", "unknown"]),
  statusAt: UnixMs,
  lastSeenAt: UnixMs,
  condition: Type.Enum(["ok", "degraded", "faulty", "unknown"]),
  devices: Type.Integer(),
  modules: Type.Array(ModuleSummary),
  faults: Type.Integer({ description: "open and not hidden" }),
  worst: Type.Optional(Type.Enum(severities)),
  why: Type.Optional(Localized),
  tickets: Type.Integer({ description: "open tickets" }),
  maintenance: Type.Optional(Maintenance),
});
export type TerminalSummary = Static<typeof TerminalSummary>;

export const TerminalDetail = Type.Object({
  ...TerminalSummary.properties,
  agent: Type.Optional(Type.String()),
  customer: CustomerView,
  deviceList: Type.Array(DeviceView),
  faultList: Type.Array(FaultView),
  ticketList: Type.Array(TicketView),
  streams: Type.Array(
    Type.Object({
      stream: Type.String(),
      upTo: Type.Integer(),
      records: Type.Integer(),
      duplicates: Type.Integer(),
      missing: Type.Integer(),
    }),
  ),
});
export type TerminalDetail = Static<typeof TerminalDetail>;

/** Why a fault is open: the rule, the frame, what was tried. */
export const FaultExplanation = Type.Object({
  fault: FaultView,
  rule: Type.Object({
    id: Type.String(),
    holdMs: Type.Number(),
    clearHoldMs: Type.Number(),
    inhibitedBy: Type.Array(Type.String()),
    runbook: Type.Optional(Type.String()),
    causes: Type.Array(Localized, { description: "what usually brings it about, the likeliest first" }),
    line: Type.Enum(supportLines, { description: "who takes it if no runbook cures it" }),
  }),
  component: Type.Optional(ComponentHealth),
  hides: Type.Array(FaultView),
  diagnoses: Type.Array(DiagnosisView),
  commands: Type.Array(CommandView),
});
export type FaultExplanation = Static<typeof FaultExplanation>;

export const RunCommand = Type.Object(
  {
    command: Type.String(),
    args: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    ttlMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
  },
  { additionalProperties: false },
);
export const ApproveCommand = Type.Object(
  {
    approve: Type.Boolean({ description: "false: it is refused, or taken back by the one who asked" }),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);
export const RunbookView = Type.Object({
  id: Type.String(),
  title: Localized,
  handles: Type.Array(Type.String(), { description: "codes of the faults it looks into" }),
  deviceClass: Type.String({ description: "`any`: of every class" }),
  disturbs: Disturbance,
});
export type RunbookView = Static<typeof RunbookView>;
export const StartDiagnosis = Type.Object({ runbook: Type.Optional(Type.String()) }, { additionalProperties: false });
export const Enrol = Type.Object(
  {
    id: TerminalId,
    name: Type.Optional(Type.String({ maxLength: 80 })),
    site: Type.Optional(Type.String({ maxLength: 80 })),
  },
  { additionalProperties: false },
);
export const Enrolled = Type.Object({ id: TerminalId, password: Type.String({ description: "shown once" }) });
export const SetMaintenance = Type.Object(
  {
    minutes: Type.Integer({ minimum: 0, maximum: 10_080, description: "0 ends it" }),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);
export const TicketAction = Type.Object(
  {
    action: Type.Enum(ticketActionNames),
    text: Type.Optional(Type.String({ maxLength: 2000 })),
    assignee: Type.Optional(Type.String({ maxLength: 80 })),
    reason: Type.Optional(Type.Enum(waitReasons, { description: "of `wait`: whom or what the ticket waits for" })),
    queue: Type.Optional(Type.Enum(ticketQueues, { description: "of `queue`" })),
    van: Type.Optional({
      ...StockPlaceId,
      description: "of `dispatch`: from which van; the answer says what it lacks",
    }),
    other: Type.Optional(
      Type.Integer({ minimum: 1, description: "of `merge`: the ticket that is merged into this one, and closed" }),
    ),
    faults: Type.Optional(
      Type.Array(Type.String({ minLength: 4, maxLength: 40 }), {
        minItems: 1,
        maxItems: 100,
        description: "of `split`: faults that get a ticket of their own; the beginning of an id will do",
      }),
    ),
    version: Type.Optional(
      Type.Integer({ minimum: 1, description: "what you saw: refused if somebody changed the ticket since" }),
    ),
  },
  { additionalProperties: false },
);
export const AuditEntry = Type.Object({
  n: Type.Integer(),
  at: UnixMs,
  actor: Type.String(),
  action: Type.String(),
  target: Type.String(),
  detail: Type.Unknown(),
  prevHash: Type.String(),
  hash: Type.String(),
});
/** A part of who, what or on what, whatever its case. */
export const AuditWords = Type.String({ minLength: 1, maxLength: 80 });
/** A cut tail, and a log written anew, are only seen against a head that was exported: `roundsman verify --head`. */
export const AuditChain = Type.Object({
  entries: Type.Integer(),
  head: Type.Object({ n: Type.Integer(), hash: Type.String() }, { description: "the last entry that holds" }),
  brokenAt: Type.Optional(Type.Integer({ description: "the first entry that is not what was written" })),
});
export const Summary = Type.Object({
  terminals: Type.Integer(),
  records: Type.Integer(),
  duplicates: Type.Integer(),
  faultsOpened: Type.Integer(),
  faultsActive: Type.Integer(),
  faultsClosed: Type.Integer(),
  ticketsOpened: Type.Integer(),
  ticketsOpen: Type.Integer(),
  quarantined: Type.Integer(),
});
export const QuarantineEntry = Type.Object({
  id: Type.Integer(),
  terminal: Type.String(),
  topic: Type.String(),
  receivedAt: UnixMs,
  reason: Type.String({ description: "the English of `text`" }),
  text: Localized,
  size: Type.Integer({ description: "bytes" }),
});
export type QuarantineEntry = Static<typeof QuarantineEntry>;
export const RefusedMessage = Type.Object({
  ...QuarantineEntry.properties,
  payload: Type.String({
    description: "its first bytes as they came, in base64; `size` says how many there were. Card data is blotted out",
  }),
});
export const HistoryEntry = Type.Object({
  at: UnixMs,
  receivedAt: UnixMs,
  device: Type.Optional(DeviceId),
  kind: Type.String(),
  body: Type.Unknown(),
});
/** What is to be expected of a part or a supply of one device. Values are in `unit`. */
export const ForecastView = Type.Object({
  terminal: TerminalId,
  device: DeviceId,
  item: Type.String({ description: "`<deviceClass>.<part>`" }),
  title: Localized,
  measure: Type.String({ description: "which measure tells its use" }),
  unit: Type.String(),
  at: UnixMs,
  value: Type.Number({ description: "newest value of the measure" }),
  end: Type.Number({ description: "life of the part, or the level at which the supply is used up" }),
  left: Type.Number(),
  share: Type.Optional(Type.Number({ description: "used of its life or capacity, 0 to 1 and beyond" })),
  perDay: Type.Optional(Type.Number({ description: "mean use over the last days; absent while too little was seen" })),
  watchedHours: Type.Number({ description: "how long that use was watched" }),
  dueAt: Type.Optional(UnixMs),
  renewable: Type.Boolean({ description: "a part that wears: who put in a new one says so" }),
  renewedAt: Type.Optional(UnixMs),
});
export type ForecastView = Static<typeof ForecastView>;

export const RenewPart = Type.Object({
  note: Type.Optional(
    Type.String({ maxLength: 500, description: "serial number of the new part, why it was changed" }),
  ),
});

/** Every error answer: which field, what was wrong, what to do. `message` is the English of `text`. */
export const ApiError = Type.Object({
  code: Type.String(),
  message: Type.String(),
  text: Localized,
  issues: Type.Optional(
    Type.Array(Type.Object({ path: Type.String(), message: Type.String(), text: Type.Optional(Localized) })),
  ),
});
