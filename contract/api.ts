import { type Static, Type } from "typebox";
import { AssetView, SetWarranty, TerminalAssets } from "./assets.ts";
import { CommandView } from "./commands.ts";
import { DiagnosisView, FaultView } from "./faults.ts";
import { ComponentHealth, DeviceHealth } from "./health.ts";
import { DeviceId, Localized, TerminalId } from "./identifiers.ts";
import { InspectionDue, InspectionRound, InspectTerminal } from "./inspections.ts";
import { CommandDescriptor, DeviceIdentity } from "./inventory.ts";
import { KnowledgeHit, KnowledgePage } from "./knowledge.ts";
import { HookAnswer, NotificationView, NotifyChannelView, TestChannel } from "./notifications.ts";
import { ReportQuery, ReportView } from "./reports.ts";
import { routeTable } from "./route-table.ts";
import { MoveStock, PartName, StockItem, StockMove, StockPlace, StockPlaceId, StockView } from "./stock.ts";
import { TicketView } from "./tickets.ts";
import { UnixMs } from "./time.ts";
import { deviceClasses, notificationStates, severities, supportLines, waitReasons } from "./vocabulary/index.ts";

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

export const TerminalSummary = Type.Object({
  id: TerminalId,
  name: Type.String(),
  site: Type.String(),
  status: Type.Enum(["online", "stopped", "lost", "unknown"]),
  statusAt: UnixMs,
  lastSeenAt: UnixMs,
  condition: Type.Enum(["ok", "degraded", "faulty", "unknown"]),
  devices: Type.Integer(),
  faults: Type.Integer({ description: "open and not hidden" }),
  worst: Type.Optional(Type.Enum(severities)),
  tickets: Type.Integer({ description: "open tickets" }),
  maintenance: Type.Optional(Type.Object({ until: UnixMs, by: Type.String(), reason: Type.String() })),
});
export type TerminalSummary = Static<typeof TerminalSummary>;

export const TerminalDetail = Type.Object({
  ...TerminalSummary.properties,
  agent: Type.Optional(Type.String()),
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
    action: Type.Enum([
      "accept",
      "assign",
      "contact",
      "plan",
      "work",
      "wait",
      "resume",
      "dispatch",
      "arrive",
      "restore",
      "resolve",
      "confirm",
      "close",
      "reopen",
      "comment",
    ]),
    text: Type.Optional(Type.String({ maxLength: 2000 })),
    assignee: Type.Optional(Type.String({ maxLength: 80 })),
    reason: Type.Optional(Type.Enum(waitReasons, { description: "of `wait`: whom or what the ticket waits for" })),
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
  reason: Type.String(),
  size: Type.Integer({ description: "bytes" }),
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
  renewedAt: Type.Optional(UnixMs),
});
export type ForecastView = Static<typeof ForecastView>;

export const RenewPart = Type.Object({
  note: Type.Optional(
    Type.String({ maxLength: 500, description: "serial number of the new part, why it was changed" }),
  ),
});

/** Every error answer: which field, what was wrong, what to do. */
export const ApiError = Type.Object({
  code: Type.String(),
  message: Type.String(),
  issues: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
});

export const roles = ["viewer", "engineer", "admin"] as const;

/** One route: who may call it (`null`: anyone), what it takes and gives. The HTTP server, the client and the OpenAPI document all come from this table. */
export const routes = {
  health: {
    ...routeTable.health,
    response: Type.Object({ status: Type.String() }),
  },
  metrics: {
    ...routeTable.metrics,
    response: Type.String(),
  },
  summary: {
    ...routeTable.summary,
    response: Summary,
  },
  terminals: {
    ...routeTable.terminals,
    response: Type.Array(TerminalSummary),
  },
  terminal: {
    ...routeTable.terminal,
    response: TerminalDetail,
  },
  history: {
    ...routeTable.history,
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
    response: Type.Array(HistoryEntry),
  },
  enrol: {
    ...routeTable.enrol,
    body: Enrol,
    response: Enrolled,
  },
  maintenance: {
    ...routeTable.maintenance,
    body: SetMaintenance,
    response: TerminalSummary,
  },
  runCommand: {
    ...routeTable.runCommand,
    body: RunCommand,
    response: CommandView,
  },
  command: {
    ...routeTable.command,
    response: CommandView,
  },
  commands: {
    ...routeTable.commands,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(CommandView),
  },
  diagnose: {
    ...routeTable.diagnose,
    body: StartDiagnosis,
    response: DiagnosisView,
  },
  diagnosis: {
    ...routeTable.diagnosis,
    response: DiagnosisView,
  },
  forecasts: {
    ...routeTable.forecasts,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      days: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 3650, description: "only what is due within" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(ForecastView),
  },
  renewPart: {
    ...routeTable.renewPart,
    body: RenewPart,
    response: ForecastView,
  },
  assets: {
    ...routeTable.assets,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      serial: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
      deviceClass: Type.Optional(Type.Enum(deviceClasses)),
      present: Type.Optional(Type.Boolean({ description: "only what terminals name now" })),
      conflict: Type.Optional(Type.Boolean({ description: "only units that are in two places at one time" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(AssetView),
  },
  terminalAssets: {
    ...routeTable.terminalAssets,
    response: TerminalAssets,
  },
  setWarranty: {
    ...routeTable.setWarranty,
    body: SetWarranty,
    response: TerminalAssets,
  },
  stock: {
    ...routeTable.stock,
    query: Type.Object({
      place: Type.Optional(StockPlaceId),
      item: Type.Optional(PartName),
      warnings: Type.Optional(Type.Boolean({ description: "only parts below their minimum or target" })),
    }),
    response: StockView,
  },
  stockMoves: {
    ...routeTable.stockMoves,
    query: Type.Object({
      item: Type.Optional(PartName),
      place: Type.Optional(StockPlaceId),
      ticket: Type.Optional(Type.Integer({ minimum: 1 })),
      from: Type.Optional(UnixMs),
      to: Type.Optional(UnixMs),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(StockMove),
  },
  moveStock: {
    ...routeTable.moveStock,
    body: MoveStock,
    response: StockMove,
  },
  setStockPlace: {
    ...routeTable.setStockPlace,
    body: StockPlace,
    response: StockPlace,
  },
  setStockItem: {
    ...routeTable.setStockItem,
    body: StockItem,
    response: StockItem,
  },
  faults: {
    ...routeTable.faults,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      all: Type.Optional(Type.Boolean({ description: "closed ones too" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(FaultView),
  },
  explain: {
    ...routeTable.explain,
    response: FaultExplanation,
  },
  tickets: {
    ...routeTable.tickets,
    query: Type.Object({ terminal: Type.Optional(TerminalId), all: Type.Optional(Type.Boolean()) }),
    response: Type.Array(TicketView),
  },
  ticket: {
    ...routeTable.ticket,
    response: TicketView,
  },
  ticketAction: {
    ...routeTable.ticketAction,
    body: TicketAction,
    response: TicketView,
  },
  notifications: {
    ...routeTable.notifications,
    query: Type.Object({
      state: Type.Optional(Type.Enum(notificationStates)),
      channel: Type.Optional(Type.String({ maxLength: 40 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(NotificationView),
  },
  retryNotification: {
    ...routeTable.retryNotification,
    body: Type.Object({}),
    response: NotificationView,
  },
  notifyChannels: {
    ...routeTable.notifyChannels,
    response: Type.Array(NotifyChannelView),
  },
  testChannel: {
    ...routeTable.testChannel,
    body: TestChannel,
    response: NotificationView,
  },
  hook: {
    ...routeTable.hook,
    body: Type.Record(Type.String(), Type.Unknown(), { description: "as the outside system says it" }),
    response: HookAnswer,
  },
  reports: {
    ...routeTable.reports,
    response: Type.Array(ReportView),
  },
  report: {
    ...routeTable.report,
    query: ReportQuery,
    response: Type.String(),
  },
  inspections: {
    ...routeTable.inspections,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      days: Type.Optional(
        Type.Integer({
          minimum: -36_500,
          maximum: 36_500,
          description: "only what is due within; -1: what is overdue",
        }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
    }),
    response: Type.Array(InspectionDue),
  },
  inspection: {
    ...routeTable.inspection,
    response: InspectionRound,
  },
  inspect: {
    ...routeTable.inspect,
    body: InspectTerminal,
    response: InspectionRound,
  },
  rounds: {
    ...routeTable.rounds,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(InspectionRound),
  },
  round: {
    ...routeTable.round,
    response: InspectionRound,
  },
  searchKnowledge: {
    ...routeTable.searchKnowledge,
    query: Type.Object({
      words: Type.Optional(Type.String({ maxLength: 200 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(KnowledgeHit),
  },
  knowledge: {
    ...routeTable.knowledge,
    query: Type.Object({
      model: Type.Optional(Type.String({ maxLength: 80, description: "cases of this model count in full" })),
    }),
    response: KnowledgePage,
  },
  audit: {
    ...routeTable.audit,
    query: Type.Object({
      since: Type.Optional(Type.Integer({ minimum: 0 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(AuditEntry),
  },
  quarantine: {
    ...routeTable.quarantine,
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
    response: Type.Array(QuarantineEntry),
  },
  events: {
    ...routeTable.events,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      health: Type.Optional(Type.Boolean({ description: "health reports too: many" })),
    }),
    response: Type.String(),
  },
} as const;
