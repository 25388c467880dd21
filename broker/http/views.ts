import { groupBy } from "../../contract/group-by.ts";
import type {
  DeviceHealth,
  DeviceView,
  FaultExplanation,
  FaultView,
  InventoryDevice,
  ModuleSummary,
  Severity,
  TerminalDetail,
  TerminalSummary,
  TicketView,
} from "../../contract/index.ts";
import { collectEvidence, isNotable, lineOf, severities } from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import { missingCount } from "../store/intervals.ts";
import type { HealthRow, Readers, StreamRow, TerminalRow } from "../store/store.ts";

export type Condition = "ok" | "degraded" | "faulty" | "unknown";

/**
 * Open and shown: what counts for the condition. A pending one does not: a card in the reader or a note in the escrow is ordinary until it has stayed too
 * long, and every sale would degrade its terminal (decision 047).
 */
const isShown = ({ state, hiddenBy }: FaultView): boolean =>
  state !== "closed" && state !== "pending" && hiddenBy === undefined;

export const worstOf = (faults: readonly FaultView[]): Severity | undefined =>
  severities.find((severity) => faults.some((fault) => isShown(fault) && fault.severity === severity));

const faultCondition = (faults: readonly FaultView[]): Condition => {
  const worst = worstOf(faults);
  if (worst === "critical" || worst === "major") return "faulty";
  return worst === undefined ? "ok" : "degraded";
};

/**
 * A reading is stale when the terminal is not connected, or when it is older than its own `freshForMs` by the broker's clock
 * (the corrected time of observation, so that neither a wrong terminal clock nor late delivery makes an old reading fresh).
 */
export const isStale = (status: TerminalRow["status"], row: HealthRow | undefined, now: number): boolean =>
  status !== "online" || row === undefined || now - row.at > row.health.freshForMs;

const healthCondition = (health: DeviceHealth): Condition => {
  if (health.availability === "offline" || health.availability === "absent") return "faulty";
  const states = Object.values(health.components).map((component) => component.state);
  if (health.availability === "unknown" || health.availability === "starting" || states.length === 0) return "unknown";
  return states.includes("unknown") ? "unknown" : "ok";
};

/** A known fault is said even when the reading is old; without one, old or unreadable is unknown and never ok. */
export const deviceCondition = (
  health: DeviceHealth | undefined,
  stale: boolean,
  faults: readonly FaultView[],
): Condition => {
  const byFaults = faultCondition(faults);
  if (byFaults === "faulty") return "faulty";
  const byHealth = health === undefined || stale ? "unknown" : healthCondition(health);
  if (byHealth === "faulty" || byHealth === "unknown") return byHealth;
  return byFaults === "degraded" ? "degraded" : "ok";
};

const rank: readonly Condition[] = ["faulty", "unknown", "degraded", "ok"];
const worstCondition = (all: readonly Condition[]): Condition => rank.find((c) => all.includes(c)) ?? "unknown";

export const deviceView = (
  terminal: TerminalRow,
  device: InventoryDevice,
  row: HealthRow | undefined,
  faults: readonly FaultView[],
  now: number,
): DeviceView => {
  const stale = isStale(terminal.status, row, now);
  return {
    device: device.device,
    deviceClass: device.deviceClass,
    driver: device.driver,
    ...(device.port === undefined ? {} : { port: device.port }),
    identity: device.identity,
    commands: device.commands,
    condition: deviceCondition(row?.health, stale, faults),
    stale,
    ...(row ? { health: row.health, receivedAt: row.receivedAt } : {}),
  };
};

/** Everything the views of one terminal are made from. */
export interface TerminalParts {
  readonly health: readonly HealthRow[];
  readonly faults: readonly FaultView[];
  readonly tickets: readonly TicketView[];
}

/** Devices that were announced, and those that reported without being announced. */
const devicesOf = (terminal: TerminalRow, health: readonly HealthRow[]): InventoryDevice[] => {
  const announced = terminal.inventory?.devices ?? [];
  const known = new Set(announced.map((device) => device.device));
  const others = health
    .filter((row) => !known.has(row.device))
    .map((row) => ({
      device: row.device,
      deviceClass: row.health.deviceClass,
      driver: "unknown",
      identity: {},
      commands: [],
    }));
  return [...announced, ...others];
};

export const deviceViews = (terminal: TerminalRow, parts: TerminalParts, now: number): DeviceView[] =>
  devicesOf(terminal, parts.health).map((device) =>
    deviceView(
      terminal,
      device,
      parts.health.find((row) => row.device === device.device),
      parts.faults.filter((fault) => fault.device === device.device),
      now,
    ),
  );

/** Only maintenance that has not ended yet is shown. */
const maintenanceOf = (terminal: TerminalRow, now: number): Pick<TerminalSummary, "maintenance"> =>
  terminal.maintenance && terminal.maintenance.until > now ? { maintenance: terminal.maintenance } : {};

/** Title of the worst fault, the oldest of them. */
const whyOf = (faults: readonly FaultView[], worst: Severity | undefined): Pick<TerminalSummary, "why"> => {
  const telling = faults.filter((fault) => isShown(fault) && fault.severity === worst);
  const oldest = telling.sort((a, b) => a.since - b.since)[0];
  return oldest ? { why: oldest.title } : {};
};

export const terminalSummary = (terminal: TerminalRow, parts: TerminalParts, now: number): TerminalSummary => {
  const devices = deviceViews(terminal, parts, now);
  const worst = worstOf(parts.faults);
  const own = faultCondition(parts.faults);
  const reachable: Condition = terminal.status === "online" && devices.length > 0 ? "ok" : "unknown";
  return {
    id: terminal.id,
    name: terminal.name,
    site: terminal.site,
    ...(terminal.tags ? { tags: [...terminal.tags] } : {}),
    status: terminal.status,
    statusAt: terminal.statusAt,
    lastSeenAt: terminal.lastSeenAt,
    condition: worstCondition([own, reachable, ...devices.map((device) => device.condition)]),
    devices: devices.length,
    modules: devices.map(summaryOf),
    faults: parts.faults.filter(isShown).length,
    ...(worst ? { worst } : {}),
    ...whyOf(parts.faults, worst),
    tickets: parts.tickets.filter((ticket) => ticket.state !== "closed").length,
    ...maintenanceOf(terminal, now),
  };
};

const streamView = (stream: StreamRow): TerminalDetail["streams"][number] => ({
  stream: stream.stream,
  upTo: stream.upTo,
  records: stream.records,
  duplicates: stream.duplicates,
  missing: missingCount(stream),
});

const summaryOf = ({ device, deviceClass, condition, stale, health }: DeviceView): ModuleSummary => {
  const states = Object.entries(stale ? {} : (health?.components ?? {}));
  const notable = states.filter(([name, { state }]) => isNotable(deviceClass, name, state));
  return {
    device,
    deviceClass,
    condition,
    ...(notable.length > 0 ? { notable: Object.fromEntries(notable.map(([name, { state }]) => [name, state])) } : {}),
  };
};

/** A list cut short would show terminals as healthy that are not. */
const everything = 1_000_000;

/** Summaries made before others have their turn: a list of ten thousand holds up no message for longer than this many take. */
const atOnce = 50;

/** All terminals. Faults and tickets that are open are few; readings are asked for terminal by terminal. */
export const terminalSummaries = async (
  read: Readers,
  now: number,
  othersTurn: () => Promise<void>,
): Promise<TerminalSummary[]> => {
  const faults = groupBy(read.faults({ active: true, limit: everything }), (fault) => fault.terminal);
  const tickets = groupBy(read.tickets({ open: true, limit: everything }), (ticket) => ticket.terminal);
  const summaries: TerminalSummary[] = [];
  for (const terminal of read.terminals()) {
    const { id } = terminal;
    const parts = { health: read.health(id), faults: faults.get(id) ?? [], tickets: tickets.get(id) ?? [] };
    summaries.push(terminalSummary(terminal, parts, now));
    if (summaries.length % atOnce === 0) await othersTurn();
  }
  return summaries;
};

/** Time left is a matter of the moment it is read, not of the moment the ticket was written. */
export const ticketNow = (ticket: TicketView, levels: Pick<ServiceLevels, "clocks">, now: number): TicketView => ({
  ...ticket,
  clocks: levels.clocks(ticket, now),
});

const partsOf = (read: Readers, terminal: string): TerminalParts => ({
  health: read.health(terminal),
  faults: read.faults({ terminal, active: true }),
  tickets: read.tickets({ terminal, open: true }),
});

export const oneSummary = (read: Readers, terminal: TerminalRow, now: number): TerminalSummary =>
  terminalSummary(terminal, partsOf(read, terminal.id), now);

export const terminalDetail = (
  read: Readers,
  terminal: TerminalRow,
  { levels, fleet }: { levels: Pick<ServiceLevels, "clocks">; fleet: Pick<Fleet, "customer"> },
  now: number,
): TerminalDetail => {
  const parts = partsOf(read, terminal.id);
  const agent = terminal.presence?.agent;
  return {
    ...terminalSummary(terminal, parts, now),
    ...(agent === undefined ? {} : { agent }),
    customer: fleet.customer(terminal.id),
    deviceList: deviceViews(terminal, parts, now),
    faultList: [...parts.faults],
    ticketList: parts.tickets.map((ticket) => ticketNow(ticket, levels, now)),
    streams: read.streams(terminal.id).map(streamView),
  };
};

/** The component that a fault code names: `printer.paper.out` speaks of `paper`. */
const componentOf = (read: Readers, fault: FaultView): Pick<FaultExplanation, "component"> => {
  const row = read.health(fault.terminal).find((health) => health.device === fault.device);
  const component = row?.health.components[fault.code.split(".")[1] ?? ""];
  return component ? { component } : {};
};

const ruleView = (rule: FaultRule | undefined, { code, action, skill }: FaultView): FaultExplanation["rule"] => ({
  id: rule?.id ?? code,
  holdMs: rule?.holdMs ?? 0,
  clearHoldMs: rule?.clearHoldMs ?? 0,
  inhibitedBy: [...(rule?.inhibitedBy ?? [])],
  ...(rule?.runbook === undefined ? {} : { runbook: rule.runbook }),
  causes: [...(rule?.causes ?? [])],
  line: lineOf({ action, skill }),
});

/** Why a fault is what it is: its rule, the reading, what it hides, and everything that was tried since it was first seen. */
export const explainFault = (
  read: Readers,
  rules: ReadonlyMap<string, FaultRule>,
  fault: FaultView,
): FaultExplanation => ({
  fault,
  rule: ruleView(rules.get(fault.code), fault),
  ...componentOf(read, fault),
  hides: read.faults({ terminal: fault.terminal, active: true }).filter((other) => other.hiddenBy === fault.id),
  diagnoses: read.diagnoses({ fault: fault.id }),
  commands: read
    .commands({ terminal: fault.terminal, limit: 200 })
    .filter((command) => command.device === fault.device && command.createdAt >= fault.since)
    // To ask for evidence is to look, not to try.
    .filter(({ command }) => command !== collectEvidence)
    .filter((command) => fault.closedAt === undefined || command.createdAt <= fault.closedAt),
});
