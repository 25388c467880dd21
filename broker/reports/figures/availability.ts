import { groupBy } from "../../../contract/group-by.ts";
import type { DeviceClass, FaultView, Service } from "../../../contract/index.ts";
import type { SpanRow } from "../../store/history-rows.ts";
import type { Facts, ModuleFacts, TerminalFacts } from "../facts.ts";
import { clipped, common, type Interval, total, union, without } from "./intervals.ts";

/**
 * What a terminal or module was, moment by moment. `up`, `down` and `unobserved` are disjoint and together the whole range; `restricted` is part of `up`;
 * `planned` is whatever of the range lies in announced maintenance. Formulas: docs/handbook/reports.md.
 */
export interface Course {
  /** What of the asked range counts: of a customer's report, the time under the customer's contract. */
  readonly range: readonly Interval[];
  readonly up: readonly Interval[];
  readonly down: readonly Interval[];
  readonly unobserved: readonly Interval[];
  /** Some service is hindered, and the customer can still pay in another way. */
  readonly restricted: readonly Interval[];
  readonly planned: readonly Interval[];
}

/** Lengths of a course, ms, that may be added up over terminals and over ranges. */
export interface Times {
  readonly range: number;
  readonly up: number;
  readonly down: number;
  readonly unobserved: number;
  readonly restricted: number;
  /** Part of `down` in announced maintenance. */
  readonly plannedDown: number;
}

export const noTimes: Times = { range: 0, up: 0, down: 0, unobserved: 0, restricted: 0, plannedDown: 0 };

export const timesOf = ({ range, up, down, unobserved, restricted, planned }: Course): Times => ({
  range: total(range),
  up: total(up),
  down: total(down),
  unobserved: total(unobserved),
  restricted: total(restricted),
  plannedDown: total(common(down, planned)),
});

/** A course within a part of its range; empty where they do not meet. */
export const clip = (course: Course, { from, to }: { readonly from: number; readonly to: number }): Course => {
  const part = (set: readonly Interval[]): Interval[] => clipped(set, [from, to]);
  return {
    range: part(course.range),
    up: part(course.up),
    down: part(course.down),
    unobserved: part(course.unobserved),
    restricted: part(course.restricted),
    planned: part(course.planned),
  };
};

/** Times of all terminals together in each of the steps. */
export const timesByStep = (
  courses: readonly TerminalCourse[],
  steps: readonly { readonly from: number; readonly to: number }[],
): readonly Times[] => steps.map((step) => sumTimes(courses.map(({ whole }) => timesOf(clip(whole, step)))));

export const addTimes = (a: Times, b: Times): Times => ({
  range: a.range + b.range,
  up: a.up + b.up,
  down: a.down + b.down,
  unobserved: a.unobserved + b.unobserved,
  restricted: a.restricted + b.restricted,
  plannedDown: a.plannedDown + b.plannedDown,
});
export const sumTimes = (all: Iterable<Times>): Times => [...all].reduce(addTimes, noTimes);

/** up / (up + down outside maintenance): of the time that was seen and not planned. `null` if nothing was seen. */
export const availabilityOf = ({ up, down, plannedDown }: Times): number | null =>
  up + down - plannedDown > 0 ? up / (up + down - plannedDown) : null;
/** up / range: what is proven, whatever was not seen counted as down. */
export const provenOf = ({ up, range }: Times): number | null => (range > 0 ? up / range : null);
/** (up + down) / range: how much of the range was seen at all. */
export const observedOf = ({ up, down, range }: Times): number | null => (range > 0 ? (up + down) / range : null);

const interval = ({ from, to }: SpanRow): Interval => [from, to ?? Number.POSITIVE_INFINITY];

/** A fault that takes its module out of work: critical or major, and not merely about being watched or broken into. */
export const takesDown = ({ severity, impact }: Pick<FaultView, "severity" | "impact">): boolean =>
  (severity === "critical" || severity === "major") &&
  (impact.length === 0 || impact.some((service) => service !== "monitoring" && service !== "security"));

/** Which way of paying a class of device stands for. */
const payment: Partial<Record<DeviceClass, Service>> = { cashAcceptor: "sellByCash", cardReader: "sellByCard" };

/** Faults of whole terminals say that nothing is seen, which presence says already. */
const aboutPresence = (code: string): boolean => code === "terminal.lost" || code === "site.lost";

interface Hindrance {
  readonly device: string;
  readonly services: readonly Service[];
  readonly down: boolean;
  readonly at: Interval;
}

const hindrances = (spans: readonly SpanRow[], facts: Pick<Facts, "faults">): Hindrance[] =>
  spans.flatMap((span) => {
    const fault = span.ref === undefined ? undefined : facts.faults.get(span.ref);
    if (span.kind !== "fault" || !fault || aboutPresence(span.code)) return [];
    const down = takesDown(fault);
    return [{ device: span.device, services: down ? fault.impact : [], down, at: interval(span) }];
  });

const partition = (range: readonly Interval[], unseen: readonly Interval[], broken: readonly Interval[]) => {
  const unobserved = common(unseen, range);
  const down = without(common(broken, range), unobserved);
  const up = without(range, union([...unobserved, ...down]));
  return { unobserved, down, up };
};

/** Courses of one terminal and each of its modules. */
export interface TerminalCourse {
  readonly terminal: TerminalFacts;
  readonly whole: Course;
  readonly modules: readonly { readonly module: ModuleFacts; readonly course: Course }[];
}

/** `undefined` for a terminal that was enrolled after the range, or does not count in it. */
const courseOf = (
  terminal: TerminalFacts,
  spans: readonly SpanRow[],
  facts: Pick<Facts, "faults">,
  asked: Interval,
): TerminalCourse | undefined => {
  const range = common(terminal.counted, union([[Math.max(asked[0], terminal.createdAt), asked[1]]]));
  if (range.length === 0) return undefined;
  const of = (kind: SpanRow["kind"], code?: string): Interval[] =>
    union(spans.filter((s) => s.kind === kind && (code === undefined || s.code === code)).map(interval));
  const away = without(range, of("presence", "online"));
  const planned = common(of("maintenance"), range);
  const found = hindrances(spans, facts);
  const dark = groupBy(
    spans.filter(({ kind }) => kind === "dark"),
    ({ device }) => device,
  );

  const modules = terminal.modules.map((module) => {
    const blind: Interval[] = module.blindFrom === undefined ? [] : [[module.blindFrom, Number.POSITIVE_INFINITY]];
    const unseen = union([...away, ...(dark.get(module.device) ?? []).map(interval), ...blind]);
    const broken = union(found.filter(({ device, down }) => down && device === module.device).map(({ at }) => at));
    return { module, course: { range, ...partition(range, unseen, broken), restricted: [], planned } };
  });

  const ways = [...new Set(modules.flatMap(({ module }) => payment[module.deviceClass] ?? []))];
  const hindered = (service: Service): Interval[] =>
    union([
      ...found
        .filter(({ services }) => services.includes(service) || services.includes("allSales"))
        .map(({ at }) => at),
      // Where there are two cash acceptors one of them is enough.
      ...ofAll(
        modules.filter(({ module }) => payment[module.deviceClass] === service).map(({ course }) => course.down),
      ),
    ]);
  const closed = ways.map(hindered);
  const unseenAll = modules.length === 0 ? [] : ofAll(modules.map(({ course }) => course.unobserved));
  const broken = ways.length === 0 ? hindered("allSales") : ofAll(closed);
  const parted = partition(range, union([...away, ...unseenAll]), broken);
  const some = union([...closed.flat(), ...hindered("receipt")]);
  return { terminal, whole: { range, ...parted, restricted: common(some, parted.up), planned }, modules };
};

/** Moments that are in all sets; of none, none. */
const ofAll = (sets: readonly (readonly Interval[])[]): Interval[] => {
  const [first, ...rest] = sets;
  return first ? rest.reduce<Interval[]>((left, set) => common(left, set), [...first]) : [];
};

/** Courses of all terminals over `[from, to)`, by terminal. */
export const coursesOf = (
  facts: Pick<Facts, "terminals" | "spans" | "faults">,
  { from, to }: { readonly from: number; readonly to: number },
): readonly TerminalCourse[] => {
  const spans = groupBy(facts.spans, ({ terminal }) => terminal);
  return facts.terminals.flatMap(
    (terminal) => courseOf(terminal, spans.get(terminal.id) ?? [], facts, [from, to]) ?? [],
  );
};
