import { type Static, Type } from "typebox";
import { AppError, clockNames, Localized, services, severities, waitReasons } from "../../contract/index.ts";
import { type Budget, budgetPattern, parseBudget } from "./budget.ts";
import { aroundTheClock, type Calendar, type Span } from "./calendar.ts";

const strict = { additionalProperties: false } as const;
const spanPattern = "^([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-4]):[0-5]\\d$";
const Spans = Type.Array(Type.String({ pattern: spanPattern, description: "09:00-17:30, at most to 24:00" }), {
  maxItems: 8,
});
const CalendarDate = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const CalendarFile = Type.Object(
  {
    zone: Type.String({ minLength: 1, description: "IANA time zone, e.g. Asia/Shanghai" }),
    week: Type.Object(Object.fromEntries(days.map((day) => [day, Type.Optional(Spans)])), strict),
    holidays: Type.Optional(Type.Record(CalendarDate, Type.String({ description: "its name" }))),
    makeUpDays: Type.Optional(Type.Record(CalendarDate, Spans)),
  },
  strict,
);

const ClockFile = Type.Object(
  {
    within: Type.String({ pattern: budgetPattern, description: "5 min, 1 h, 1 d, 2 workdays" }),
    from: Type.Optional(Type.Enum(["opened", ...clockNames], { description: "opened if left out" })),
    hours: Type.Optional(Type.Enum(["always", "service"], { description: "always if left out" })),
  },
  strict,
);

const LevelFile = Type.Object(
  {
    id: Type.String({ pattern: "^[A-Za-z0-9-]{1,30}$" }),
    title: Localized,
    severities: Type.Array(Type.Enum(severities), { minItems: 1 }),
    impact: Type.Optional(
      Type.Array(Type.Enum(services), { minItems: 1, description: "only if one of these is hindered" }),
    ),
    clocks: Type.Object(Object.fromEntries(clockNames.map((name) => [name, Type.Optional(ClockFile)])), strict),
  },
  strict,
);

/** A service-level policy as its file says it. */
export const PolicyFile = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,40}$" }),
    title: Localized,
    /** Left out: around the clock. */
    calendar: Type.Optional(CalendarFile),
    levels: Type.Array(LevelFile, {
      minItems: 1,
      maxItems: 12,
      description: "worst first; the first that fits counts",
    }),
    pauses: Type.Array(Type.Enum(waitReasons), { description: "waiting for these does not count as ours" }),
    escalateAt: Type.Array(Type.Integer({ minimum: 1, maximum: 1000 }), { maxItems: 8 }),
    overdueRaisesLevel: Type.Boolean(),
    inspectionMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
    warrantyMonths: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
  },
  strict,
);
export type PolicyFile = Static<typeof PolicyFile>;

export type ClockName = (typeof clockNames)[number];
export interface ClockRule {
  readonly name: ClockName;
  readonly budget: Budget;
  readonly from: "opened" | ClockName;
  readonly hours: "always" | "service";
}
export interface Level {
  readonly id: string;
  readonly title: Localized;
  readonly severities: readonly string[];
  readonly impact?: readonly string[];
  readonly clocks: readonly ClockRule[];
}
/** A policy ready to reckon with. */
export interface Policy extends Omit<PolicyFile, "calendar" | "levels"> {
  readonly calendar: Calendar;
  readonly levels: readonly Level[];
}

type Say = (key: string, what: string) => void;

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

const spansOf = (texts: readonly string[], key: string, say: Say): Span[] => {
  const spans = texts.map((text) => {
    const [from = "", to = ""] = text.split("-");
    return { from: minutesOf(from), to: minutesOf(to) };
  });
  for (const [n, { from, to }] of spans.entries()) {
    if (to <= from || to > 1440) say(`${key}.${n}`, `${texts[n]} does not end after it begins, on the same day`);
    if (n > 0 && from < (spans[n - 1]?.to ?? 0))
      say(`${key}.${n}`, `${texts[n]} overlaps the span before it, or stands before it`);
  }
  return spans;
};

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // RangeError: no such zone
  }
};

const isDate = (text: string): boolean =>
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const calendarOf = (file: PolicyFile["calendar"], say: Say): Calendar => {
  if (!file) return aroundTheClock;
  if (!isZone(file.zone)) say("calendar.zone", `there is no time zone ${file.zone}`);
  const week = days.map((day) =>
    spansOf((file.week as Record<string, string[]>)[day] ?? [], `calendar.week.${day}`, say),
  );
  if (week.every((spans) => spans.length === 0))
    say("calendar.week", "nobody ever works: no promise in working time could be kept");
  const dated = (key: string, dates: readonly string[]): void => {
    for (const date of dates) if (!isDate(date)) say(`calendar.${key}.${date}`, "is no date");
  };
  dated("holidays", Object.keys(file.holidays ?? {}));
  dated("makeUpDays", Object.keys(file.makeUpDays ?? {}));
  const makeUpDays = Object.entries(file.makeUpDays ?? {}).map(
    ([date, texts]) => [date, spansOf(texts, `calendar.makeUpDays.${date}`, say)] as const,
  );
  return {
    zone: file.zone,
    week,
    holidays: new Map(Object.entries(file.holidays ?? {})),
    makeUpDays: new Map(makeUpDays),
  };
};

type LevelFileT = PolicyFile["levels"][number];
type ClockFileT = Static<typeof ClockFile>;

const startOf = (rules: readonly ClockRule[], name: string): ClockRule["from"] | undefined =>
  rules.find((rule) => rule.name === name)?.from;

const clocksOf = (level: LevelFileT, key: string, say: Say): ClockRule[] => {
  const files = level.clocks as Partial<Record<ClockName, ClockFileT>>;
  const rules = clockNames.flatMap((name): ClockRule[] => {
    const file = files[name];
    if (!file) return [];
    const budget = parseBudget(file.within);
    if (!budget) return [];
    return [{ name, budget, from: file.from ?? "opened", hours: file.hours ?? "always" }];
  });
  if (rules.length === 0) say(`${key}.clocks`, "promises nothing");
  for (const { name } of rules) {
    const seen: string[] = [name];
    for (let next = startOf(rules, name); next !== undefined && next !== "opened"; next = startOf(rules, next)) {
      if (seen.includes(next)) {
        say(`${key}.clocks.${name}.from`, `goes round in a ring: ${[...seen, next].join(" from ")}`);
        break;
      }
      seen.push(next);
    }
  }
  return rules;
};

/** Every severity must come to one level, and to one only where nothing is hindered. */
const gapsAndOverlaps = (levels: readonly LevelFileT[], say: Say): void => {
  for (const severity of severities) {
    const plain = levels.filter((level) => level.severities.includes(severity) && !level.impact);
    if (plain.length === 0) say("levels", `no level takes every fault of severity ${severity}`);
    if (plain.length > 1)
      say("levels", `severity ${severity} is in levels ${plain.map((l) => l.id).join(" and ")}: they overlap`);
  }
  const ids = levels.map((level) => level.id);
  for (const id of new Set(ids.filter((one, n) => ids.indexOf(one) !== n))) say("levels", `level ${id} is given twice`);
};

/** Makes a policy of its checked file. Throws `AppError("config")` naming the file and every key that is wrong. */
export const makePolicy = (file: PolicyFile, source: string): Policy => {
  const issues: string[] = [];
  const say: Say = (key, what) => void issues.push(`${key}: ${what}`);
  const calendar = calendarOf(file.calendar, say);
  const levels = file.levels.map((level, n) => ({ ...level, clocks: clocksOf(level, `levels.${n}`, say) }));
  gapsAndOverlaps(file.levels, say);
  if (issues.length > 0) throw new AppError("config", `${source}: ${issues.join("; ")}`, { file: source, issues });
  return { ...file, calendar, levels, escalateAt: [...file.escalateAt].sort((a, b) => a - b) };
};

/** The first level that fits a fault's severity and what it hinders. */
export const levelFor = (policy: Policy, severity: string, impact: readonly string[]): Level => {
  const fits = ({ severities: taken, impact: only }: Level): boolean =>
    taken.includes(severity) && (!only || only.some((service) => impact.includes(service)));
  return policy.levels.find(fits) ?? (policy.levels.at(-1) as Level);
};

/** Identity function that checks the type. The default export of `broker/service-levels/presets/<id>.ts` is one of these. */
export const definePolicy = (policy: PolicyFile): PolicyFile => policy;
