import type { RouteResponse, SaleStep, TimelineView } from "../../contract/index.ts";
import type { TimeRange } from "../store/history-rows.ts";
import type { EventRow, Readers, TerminalRow } from "../store/store.ts";
import { courseView } from "./course.ts";

const mostEach = 500;
/** Rows looked at to find those of the range: newer ones come first. */
const mostSearched = 5000;
const minuteMs = 60_000;
/** Steps of sales that people count in; of a stretch there are some hundred at most. */
const saleStepsMs = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720].map((minutes) => minutes * minuteMs);
const mostSteps = 150;
const stepFor = ({ from, to }: TimeRange): number =>
  saleStepsMs.find((ms) => (to - from) / ms <= mostSteps) ?? 720 * minuteMs;

type List = TimelineView["cut"][number];
interface Cut<T> {
  readonly kept: T[];
  readonly list: List;
  readonly cut: boolean;
}

/** The newest of a list; rows are the newest first. `searched` of them were looked at to find these. */
const cutTo = <T>(list: List, rows: readonly T[], searched = 0): Cut<T> => ({
  kept: rows.slice(0, mostEach),
  list,
  cut: rows.length > mostEach || searched >= mostSearched,
});

const entryOf = ({ at, receivedAt, device, kind, body }: EventRow): RouteResponse<"history">[number] => ({
  at,
  receivedAt,
  kind,
  body,
  ...(device === undefined ? {} : { device }),
});

const faultsIn = (read: Readers, terminal: string, range: TimeRange): TimelineView["faults"] =>
  read
    .spansOf(terminal, range)
    .filter(({ kind }) => kind === "fault")
    .flatMap(({ from, to, ref = "" }) => {
      const fault = read.fault(ref);
      return fault ? [{ from, ...(to === undefined ? {} : { to }), fault }] : [];
    })
    .reverse();

const salesIn = (read: Readers, terminal: string, range: TimeRange, stepMs: number): SaleStep[] => {
  const steps = new Map<number, SaleStep>();
  for (const { step, result, count } of read.salesByStep(terminal, range, stepMs)) {
    const known = steps.get(step) ?? { from: range.from + step * stepMs, success: 0, failed: 0, cancelled: 0 };
    const named = result === "success" || result === "failed" ? result : "cancelled";
    steps.set(step, { ...known, [named]: known[named] + count });
  }
  return [...steps.values()];
};

/** All that happened to a terminal in a stretch of time, list by list; the newest of each where there is too much. */
export const timelineView = (read: Readers, row: TerminalRow, range: TimeRange): TimelineView => {
  const { from, to } = range;
  const terminal = row.id;
  const lasted = (start: number, end: number | undefined): boolean => start < to && (end ?? to) >= from;
  const searched = { terminal, limit: mostSearched };
  const [allRuns, allCommands] = [read.diagnoses(searched), read.commands(searched)];
  const runs = allRuns.filter((run) => lasted(run.startedAt, run.finishedAt));
  const commands = allCommands.filter((command) => lasted(command.createdAt, command.finishedAt ?? command.notAfter));
  const allTickets = read.tickets(searched);
  const tickets = allTickets
    .filter(({ openedAt, closedAt }) => lasted(openedAt, closedAt))
    .map(({ number, title, state, openedAt, closedAt }) => ({
      number,
      title,
      state,
      openedAt,
      ...(closedAt === undefined ? {} : { closedAt }),
    }));
  const visits = read.visits({ terminal, from, to, limit: mostSearched }).map((visit) => ({
    number: visit.number,
    title: visit.order.title,
    technician: visit.technician,
    state: visit.state,
    from: visit.appointment.from,
    to: visit.appointment.to,
  }));
  const saleStepMs = stepFor(range);
  const lists = {
    faults: cutTo("faults", faultsIn(read, terminal, range)),
    diagnoses: cutTo("diagnoses", runs, allRuns.length),
    commands: cutTo("commands", commands, allCommands.length),
    tickets: cutTo("tickets", tickets, allTickets.length),
    visits: cutTo("visits", visits.reverse()),
    events: cutTo("events", read.eventsOf({ terminal, ...range, kind: "event", limit: mostEach + 1 }).map(entryOf)),
  };
  return {
    ...courseView(read, row, range),
    faults: lists.faults.kept,
    diagnoses: lists.diagnoses.kept,
    commands: lists.commands.kept,
    tickets: lists.tickets.kept,
    visits: lists.visits.kept,
    events: lists.events.kept,
    sales: salesIn(read, terminal, range, saleStepMs),
    saleStepMs,
    cut: Object.values(lists).flatMap(({ list, cut }) => (cut ? [list] : [])),
  };
};
