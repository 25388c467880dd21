import { Type } from "typebox";
import { AssetCount, AssetView, SetWarranty, TerminalAssets } from "./assets.ts";
import { AttachmentView, AttachQuery, RemoveAttachment } from "./attachments.ts";
import { CommandView, commandStates } from "./commands.ts";
import {
  ChargesView,
  CheckedFees,
  ComplaintAction,
  ComplaintView,
  NewComplaint,
  SatisfactionView,
  Score,
  ScoreTicket,
} from "./customers.ts";
import { AskEvidence, EvidenceView } from "./evidence.ts";
import { DiagnosisView, FaultView } from "./faults.ts";
import { TerminalId } from "./identifiers.ts";
import { InspectionDue, InspectionRound, InspectTerminal } from "./inspections.ts";
import { KnowledgeHit, KnowledgePage } from "./knowledge.ts";
import { HookAnswer, NotificationView, NotifyChannelView, TestChannel } from "./notifications.ts";
import {
  CancelOnCallChange,
  LogOnCallCall,
  NewOnCallFeed,
  OnCallCall,
  OnCallChange,
  OnCallChanged,
  OnCallChangesQuery,
  OnCallDutiesQuery,
  OnCallDuty,
  OnCallFeed,
  OnCallFeedRequest,
  OnCallLog,
  OnCallLogQuery,
  OnCallOverride,
  OnCallQuery,
  OnCallSwap,
  OnCallTest,
  OnCallTestQuery,
  OnCallView,
} from "./on-call.ts";
import { OnCallPlanView, SetOnCallPlan } from "./on-call-plan.ts";
import { CashView, CourseView, HealthChanges, MeasureHistory, MeasureQuery, PastQuery, TimelineView } from "./past.ts";
import { ChangePassword, Person, PersonId, PersonView, SessionView, SetPassword, SignIn } from "./people.ts";
import { CheckedPolicy, CheckFile, PoliciesView } from "./policies.ts";
import { Between, ReportQuery, ReportView } from "./reports.ts";
import { routeTable } from "./route-table.ts";
import { RehearsalView, RehearseRules, RuleList, RuleView, SetRules } from "./rules.ts";
import { SavedView, SavedViewView } from "./saved-views.ts";
import { SetSettings, TerminalSettingsView, WantedSettings } from "./settings.ts";
import { RemoveSite, Site, SiteView } from "./sites.ts";
import { MoveStock, PartName, StockItem, StockMove, StockPart, StockPlace, StockPlaceId, StockView } from "./stock.ts";
import { Tagged, TagTerminals } from "./tags.ts";
import { OpenTicket, TicketView } from "./tickets.ts";
import { UnixMs } from "./time.ts";
import {
  ApproveCommand,
  AuditChain,
  AuditEntry,
  AuditWords,
  Enrol,
  Enrolled,
  FaultExplanation,
  ForecastView,
  HistoryEntry,
  QuarantineEntry,
  RefusedMessage,
  RenewPart,
  RunbookView,
  RunCommand,
  SetMaintenance,
  StartDiagnosis,
  Summary,
  TerminalDetail,
  TerminalSummary,
  TicketAction,
} from "./views.ts";
import { ActOnVisit, PlanVisit, SightingView, VisitView } from "./visits.ts";
import { deviceClasses, notificationStates, ticketQueues, ticketStates } from "./vocabulary/index.ts";

/** One route: who may call it (`null`: anyone), what it takes and gives. The HTTP server, the client and the OpenAPI document all come from this table. */
export const routes = {
  session: {
    ...routeTable.session,
    response: SessionView,
  },
  signIn: {
    ...routeTable.signIn,
    body: SignIn,
    response: SessionView,
  },
  signOut: {
    ...routeTable.signOut,
    response: Type.Object({ ended: Type.Boolean() }),
  },
  changePassword: {
    ...routeTable.changePassword,
    body: ChangePassword,
    response: SessionView,
  },
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
    query: Type.Object({
      only: Type.Optional(
        Type.String({
          maxLength: 8000,
          pattern: "^[^,]+(,[^,]+){0,99}$",
          description: "at most 100 ids: `kiosk-001,kiosk-002`",
        }),
      ),
    }),
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
  course: { ...routeTable.course, query: PastQuery, response: CourseView },
  timeline: { ...routeTable.timeline, query: PastQuery, response: TimelineView },
  healthChanges: { ...routeTable.healthChanges, query: PastQuery, response: HealthChanges },
  measureHistory: { ...routeTable.measureHistory, query: MeasureQuery, response: MeasureHistory },
  cash: { ...routeTable.cash, response: CashView },
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
  tagTerminals: { ...routeTable.tagTerminals, body: TagTerminals, response: Tagged },
  sites: { ...routeTable.sites, response: Type.Array(SiteView) },
  setSite: { ...routeTable.setSite, body: Site, response: SiteView },
  removeSite: { ...routeTable.removeSite, body: RemoveSite, response: Type.Object({ name: Type.String() }) },
  savedViews: { ...routeTable.savedViews, response: Type.Array(SavedViewView) },
  saveView: { ...routeTable.saveView, body: SavedView, response: SavedViewView },
  changeView: { ...routeTable.changeView, body: SavedView, response: SavedViewView },
  removeView: { ...routeTable.removeView, response: Type.Object({ number: Type.Integer() }) },
  terminalSettings: { ...routeTable.terminalSettings, response: TerminalSettingsView },
  setTerminalSettings: { ...routeTable.setTerminalSettings, body: SetSettings, response: TerminalSettingsView },
  fleetSettings: { ...routeTable.fleetSettings, response: WantedSettings },
  setFleetSettings: { ...routeTable.setFleetSettings, body: SetSettings, response: WantedSettings },
  runCommand: {
    ...routeTable.runCommand,
    body: RunCommand,
    response: CommandView,
  },
  approveCommand: {
    ...routeTable.approveCommand,
    body: ApproveCommand,
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
      state: Type.Optional(Type.Enum(commandStates)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(CommandView),
  },
  diagnose: {
    ...routeTable.diagnose,
    body: StartDiagnosis,
    response: DiagnosisView,
  },
  runbooks: {
    ...routeTable.runbooks,
    response: Type.Array(RunbookView),
  },
  diagnoses: {
    ...routeTable.diagnoses,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: Type.Array(DiagnosisView),
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
      spare: Type.Optional({ ...PartName, description: "only what this spare part renews" }),
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
      words: Type.Optional(
        Type.String({
          maxLength: 200,
          description:
            "each of them is in the terminal, the device, the make, the model, the serial number or the firmware",
        }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(AssetView),
  },
  assetCounts: {
    ...routeTable.assetCounts,
    response: Type.Array(AssetCount),
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
  stockParts: {
    ...routeTable.stockParts,
    response: Type.Array(StockPart),
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
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(FaultView),
  },
  explain: {
    ...routeTable.explain,
    response: FaultExplanation,
  },
  tickets: {
    ...routeTable.tickets,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      all: Type.Optional(Type.Boolean({ description: "closed ones too" })),
      queue: Type.Optional(Type.Enum(ticketQueues)),
      parent: Type.Optional(Type.Integer({ minimum: 1, description: "the incident that they belong to" })),
      state: Type.Optional(Type.Enum(ticketStates)),
      assignee: Type.Optional(Type.String({ maxLength: 80 })),
      customer: Type.Optional(Type.String({ maxLength: 120 })),
      site: Type.Optional(Type.String({ maxLength: 80 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(TicketView),
  },
  openTicket: {
    ...routeTable.openTicket,
    body: OpenTicket,
    response: TicketView,
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
  ticketAttachments: {
    ...routeTable.ticketAttachments,
    response: Type.Array(AttachmentView),
  },
  attachToTicket: {
    ...routeTable.attachToTicket,
    upload: true,
    query: AttachQuery,
    response: AttachmentView,
  },
  ticketFile: {
    ...routeTable.ticketFile,
    response: Type.String(),
  },
  removeTicketFile: {
    ...routeTable.removeTicketFile,
    body: RemoveAttachment,
    response: AttachmentView,
  },
  visitAttachments: {
    ...routeTable.visitAttachments,
    response: Type.Array(AttachmentView),
  },
  attachToVisit: {
    ...routeTable.attachToVisit,
    upload: true,
    query: AttachQuery,
    response: AttachmentView,
  },
  visitFile: {
    ...routeTable.visitFile,
    response: Type.String(),
  },
  removeVisitFile: {
    ...routeTable.removeVisitFile,
    body: RemoveAttachment,
    response: AttachmentView,
  },
  evidence: {
    ...routeTable.evidence,
    response: Type.Array(EvidenceView),
  },
  askEvidence: {
    ...routeTable.askEvidence,
    body: AskEvidence,
    response: EvidenceView,
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
  visits: {
    ...routeTable.visits,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      ticket: Type.Optional(Type.Integer({ minimum: 1 })),
      technician: Type.Optional(PersonId),
      from: Type.Optional(UnixMs),
      to: Type.Optional(UnixMs),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(VisitView),
  },
  visit: {
    ...routeTable.visit,
    response: VisitView,
  },
  planVisit: {
    ...routeTable.planVisit,
    body: PlanVisit,
    response: VisitView,
  },
  visitAction: {
    ...routeTable.visitAction,
    body: ActOnVisit,
    response: VisitView,
  },
  sightings: {
    ...routeTable.sightings,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      from: Type.Optional({ ...UnixMs, description: "left out: a day before `to`" }),
      to: Type.Optional({ ...UnixMs, description: "left out: now" }),
      unannounced: Type.Optional(Type.Boolean({ description: "only what was opened and no visit explains" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
    }),
    response: Type.Array(SightingView),
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
  scores: {
    ...routeTable.scores,
    response: Type.Array(Score),
  },
  scoreTicket: {
    ...routeTable.scoreTicket,
    body: ScoreTicket,
    response: Score,
  },
  satisfaction: {
    ...routeTable.satisfaction,
    query: Between,
    response: SatisfactionView,
  },
  complaints: {
    ...routeTable.complaints,
    query: Type.Object({
      customer: Type.Optional(Type.String({ maxLength: 120 })),
      contract: Type.Optional(Type.String({ maxLength: 61 })),
      ticket: Type.Optional(Type.Integer({ minimum: 1, description: "about this ticket" })),
      all: Type.Optional(Type.Boolean({ description: "closed ones too" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(ComplaintView),
  },
  complaint: {
    ...routeTable.complaint,
    response: ComplaintView,
  },
  newComplaint: {
    ...routeTable.newComplaint,
    body: NewComplaint,
    response: ComplaintView,
  },
  complaintAction: {
    ...routeTable.complaintAction,
    body: ComplaintAction,
    response: ComplaintView,
  },
  charges: {
    ...routeTable.charges,
    query: Type.Object({
      ...Between.properties,
      customer: Type.Optional(Type.String({ maxLength: 120 })),
      contract: Type.Optional(Type.String({ maxLength: 61 })),
    }),
    response: ChargesView,
  },
  checkFees: {
    ...routeTable.checkFees,
    body: CheckFile,
    response: CheckedFees,
  },
  people: {
    ...routeTable.people,
    response: Type.Array(PersonView),
  },
  setPerson: {
    ...routeTable.setPerson,
    body: Person,
    response: PersonView,
  },
  setPassword: {
    ...routeTable.setPassword,
    body: SetPassword,
    response: PersonView,
  },
  onCall: { ...routeTable.onCall, query: OnCallQuery, response: OnCallView },
  onCallPlan: { ...routeTable.onCallPlan, response: OnCallPlanView },
  setOnCallPlan: { ...routeTable.setOnCallPlan, body: SetOnCallPlan, response: OnCallPlanView },
  onCallDuties: {
    ...routeTable.onCallDuties,
    query: OnCallDutiesQuery,
    response: Type.Array(OnCallDuty),
  },
  onCallChanges: { ...routeTable.onCallChanges, query: OnCallChangesQuery, response: Type.Array(OnCallChange) },
  overrideOnCall: { ...routeTable.overrideOnCall, body: OnCallOverride, response: OnCallChanged },
  swapOnCall: { ...routeTable.swapOnCall, body: OnCallSwap, response: OnCallChanged },
  cancelOnCallChange: { ...routeTable.cancelOnCallChange, body: CancelOnCallChange, response: OnCallChanged },
  testOnCall: { ...routeTable.testOnCall, query: OnCallTestQuery, response: Type.Array(OnCallTest) },
  onCallLog: { ...routeTable.onCallLog, query: OnCallLogQuery, response: OnCallLog },
  logOnCallCall: { ...routeTable.logOnCallCall, body: LogOnCallCall, response: OnCallCall },
  onCallFeeds: { ...routeTable.onCallFeeds, response: Type.Array(OnCallFeed) },
  makeOnCallFeed: { ...routeTable.makeOnCallFeed, body: OnCallFeedRequest, response: NewOnCallFeed },
  revokeOnCallFeed: { ...routeTable.revokeOnCallFeed, body: OnCallFeedRequest, response: OnCallFeed },
  calendar: { ...routeTable.calendar, response: Type.String() },
  rules: { ...routeTable.rules, response: RuleList },
  rule: { ...routeTable.rule, response: RuleView },
  setRules: { ...routeTable.setRules, body: SetRules, response: RuleList },
  policies: { ...routeTable.policies, response: PoliciesView },
  checkPolicy: { ...routeTable.checkPolicy, body: CheckFile, response: CheckedPolicy },
  rehearseRules: { ...routeTable.rehearseRules, body: RehearseRules, response: RehearsalView },
  rehearsal: { ...routeTable.rehearsal, response: RehearsalView },
  cancelRehearsal: { ...routeTable.cancelRehearsal, response: RehearsalView },
  audit: {
    ...routeTable.audit,
    query: Type.Object({
      since: Type.Optional(Type.Integer({ minimum: 0 })),
      before: Type.Optional(Type.Integer({ minimum: 1, description: "only entries with a smaller number" })),
      newest: Type.Optional(Type.Boolean({ description: "newest first" })),
      who: Type.Optional(AuditWords),
      what: Type.Optional(AuditWords),
      target: Type.Optional(AuditWords),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(AuditEntry),
  },
  auditChain: { ...routeTable.auditChain, response: AuditChain },
  quarantine: {
    ...routeTable.quarantine,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    response: Type.Array(QuarantineEntry),
  },
  refused: { ...routeTable.refused, response: RefusedMessage },
  events: {
    ...routeTable.events,
    query: Type.Object({
      terminal: Type.Optional(TerminalId),
      health: Type.Optional(Type.Boolean({ description: "health reports too: many" })),
    }),
    response: Type.String(),
  },
} as const;
