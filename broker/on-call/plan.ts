import { Temporal } from "temporal-polyfill";
import {
  type Issue,
  issueAt,
  type OnCallLayer,
  type OnCallPath,
  type OnCallPlan,
  type OnCallRota,
  type OnCallTarget,
  type Person,
  type TicketQueue,
  ticketQueues,
  weekdays,
  wrongFields,
} from "../../contract/index.ts";
import { isZone } from "../reports/period.ts";
import { aroundTheClock, type Calendar } from "../service-levels/calendar.ts";
import type { Policy } from "../service-levels/policy.ts";
import { leftText, nobodyText } from "../unknown.ts";
import type { Layer, Rota } from "./duty.ts";
import { type Hours, openHours } from "./hours.ts";
import type { Rotation } from "./turns.ts";
import { dateAt, minutesOf, momentOf } from "./wall-clock.ts";
import { weekOf } from "./week.ts";

/** What a plan may name. */
export interface Known {
  person(id: string): Pick<Person, "disabled"> | undefined;
  policy(id: string): Policy | undefined;
  readonly standard: Policy;
  /** Names of the channels messages go out by. */
  readonly channels: readonly string[];
}

/** A plan ready to reckon with. */
export interface Plan {
  readonly rotas: readonly Rota[];
  readonly paths: ReadonlyMap<TicketQueue, OnCallPath>;
  readonly office: Calendar;
}

/** What is wrong, in both languages. */
type Say = (path: string, en: string, zh: string) => void;

const yearMs = 366 * 86_400_000;

const dateOf = (text: string, path: string, say: Say): Temporal.PlainDate => {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    say(path, `${text} is no date`, `${text} 不是日期`); // RangeError: the 31st of February
    return Temporal.PlainDate.from("1970-01-01");
  }
};

const calendarOf = (id: string | undefined, path: string, known: Known, say: Say): Calendar | undefined => {
  const policy = id === undefined ? undefined : known.policy(id);
  if (id !== undefined && !policy) say(path, `there is no service-level policy ${id}`, `没有服务级别 ${id}`);
  return policy?.calendar;
};

const hoursOf = (given: OnCallLayer["hours"], path: string, known: Known, say: Say): Hours | undefined => {
  if (!given) return undefined;
  if (Object.keys(given).length === 0)
    say(path, "says nothing: leave it out for every hour", "内容为空：若全天值班请删去");
  const inside = calendarOf(given.inside, `${path}.inside`, known, say);
  const outside = calendarOf(given.outside, `${path}.outside`, known, say);
  const holidaysOf = calendarOf(given.holidaysOf, `${path}.holidaysOf`, known, say);
  if (outside === aroundTheClock)
    say(
      `${path}.outside`,
      `${given.outside} works around the clock: nothing is outside`,
      `${given.outside} 全天服务，没有班外时间`,
    );
  const week =
    given.week &&
    weekOf(given.week as Readonly<Record<string, string[]>>, (key, en, zh) => say(`${path}.week.${key}`, en, zh));
  return {
    ...(inside ? { inside } : {}),
    ...(outside && outside !== aroundTheClock ? { outside } : {}),
    ...(holidaysOf ? { holidaysOf } : {}),
    ...(week ? { week } : {}),
  };
};

const shiftOf = (text: string): Rotation["shift"] =>
  text === "day" || text === "week" || text === "month"
    ? { unit: text }
    : { unit: "hours", hours: Number.parseInt(text, 10) };

const handoverDayOf = (
  { shift, handover }: OnCallLayer,
  begins: Temporal.PlainDate,
  path: string,
  say: Say,
): number => {
  if (handover?.weekday !== undefined && shift !== "week")
    say(`${path}.handover.weekday`, `is of weeks, not of ${shift}`, `只用于按周轮换，不用于 ${shift}`);
  if (handover?.dayOfMonth !== undefined && shift !== "month")
    say(`${path}.handover.dayOfMonth`, `is of months, not of ${shift}`, `只用于按月轮换，不用于 ${shift}`);
  if (shift === "month") return handover?.dayOfMonth ?? Math.min(28, begins.day);
  return handover?.weekday === undefined ? begins.dayOfWeek : weekdays.indexOf(handover.weekday) + 1;
};

const personIssues = (id: string, path: string, known: Known, say: Say): void => {
  const person = known.person(id);
  const text = !person ? nobodyText(id) : person.disabled ? leftText(id) : undefined;
  if (text) say(path, text.en, text["zh-CN"]);
};

const layerOf = (given: OnCallLayer, zone: string, path: string, { known, say }: { known: Known; say: Say }): Layer => {
  for (const [n, id] of given.people.entries()) personIssues(id, `${path}.people.${n}`, known, say);
  const from = dateOf(given.from, `${path}.from`, say);
  const until = given.until === undefined ? undefined : dateOf(given.until, `${path}.until`, say);
  if (until && Temporal.PlainDate.compare(until, from) <= 0)
    say(`${path}.until`, `${given.until} is not after from`, `${given.until} 不晚于开始日期`);
  const minutes = minutesOf(given.handover?.time ?? "09:00");
  const rotation: Rotation = {
    zone,
    people: given.people,
    shift: shiftOf(given.shift),
    begins: dateAt(from, minutes),
    handoverDay: handoverDayOf(given, from, path, say),
    ...(until ? { ends: dateAt(until, minutes) } : {}),
  };
  const hours = hoursOf(given.hours, `${path}.hours`, known, say);
  return { rotation, ...(hours ? { hours } : {}) };
};

/** A layer that never has its turn is a mistake: it has no hours at all, or one before it has all of them. */
const idleLayers = (rota: Rota, path: string, say: Say): void => {
  for (const [n, { rotation, hours }] of rota.layers.entries()) {
    const begins = momentOf(rotation.begins, rota.zone);
    const before = rota.layers.findIndex(
      (one, i) =>
        i < n && !one.hours && !one.rotation.ends && momentOf(one.rotation.begins, one.rotation.zone) <= begins,
    );
    if (before >= 0)
      say(
        `${path}.layers.${n}`,
        `never has its turn: layers.${before} has every hour`,
        `轮不到：layers.${before} 已占全部时间`,
      );
    else if (hours && openHours(hours, rota.zone, [begins, begins + yearMs]).length === 0)
      say(`${path}.layers.${n}.hours`, "leave not a minute of the year", "全年没有一分钟");
  }
};

const rotaOf = (given: OnCallRota, path: string, known: Known, say: Say): Rota | undefined => {
  if (ticketQueues.some((queue) => queue === given.id))
    say(`${path}.id`, `${given.id} is the name of a queue`, `${given.id} 是队列的名称`);
  if (!isZone(given.zone)) {
    say(`${path}.zone`, `there is no time zone ${given.zone}`, `没有时区 ${given.zone}`);
    return undefined;
  }
  const layers = given.layers.map((layer, n) => layerOf(layer, given.zone, `${path}.layers.${n}`, { known, say }));
  const rota: Rota = { id: given.id, title: given.title, queues: given.queues ?? [], zone: given.zone, layers };
  idleLayers(rota, path, say);
  return rota;
};

const targetIssues = (
  { onCall, person }: OnCallTarget,
  path: string,
  plan: OnCallPlan,
  known: Known,
  say: Say,
): void => {
  if (person !== undefined) personIssues(person, `${path}.person`, known, say);
  if (onCall === undefined) return;
  const isQueue = ticketQueues.some((queue) => queue === onCall);
  const found = plan.rotas.some(({ id, queues }) => id === onCall || queues?.some((queue) => queue === onCall));
  if (!found)
    say(
      `${path}.onCall`,
      isQueue ? `no rota takes the queue ${onCall}` : `there is no rota ${onCall}`,
      isQueue ? `没有轮值表负责队列 ${onCall}` : `没有轮值表 ${onCall}`,
    );
};

const wayIssues = (ways: readonly string[] | undefined, path: string, known: Known, say: Say): void => {
  const [names, zh] =
    known.channels.length === 0
      ? ["there are none in notify.channels", "notify.channels 中一个也没有"]
      : [`there are ${known.channels.join(", ")}`, `现有：${known.channels.join("、")}`];
  for (const [n, way] of (ways ?? []).entries())
    if (!known.channels.includes(way))
      say(`${path}.${n}`, `there is no channel ${way}; ${names}`, `没有通道 ${way}；${zh}`);
};

const pathIssues = (given: OnCallPath, path: string, plan: OnCallPlan, known: Known, say: Say): void => {
  wayIssues(given.ways, `${path}.ways`, known, say);
  for (const [n, step] of given.steps.entries()) {
    const before = given.steps[n - 1]?.at ?? -1;
    if (step.at <= before)
      say(`${path}.steps.${n}.at`, `${step.at} does not come after ${before}`, `${step.at} 不在 ${before} 之后`);
    wayIssues(step.ways, `${path}.steps.${n}.ways`, known, say);
    for (const [i, target] of step.tell.entries())
      targetIssues(target, `${path}.steps.${n}.tell.${i}`, plan, known, say);
  }
};

const twice = (names: readonly string[], path: (n: number) => string, say: Say): void => {
  for (const [n, name] of names.entries())
    if (names.indexOf(name) < n) say(path(n), `${name} is given twice`, `${name} 重复`);
};

/** Makes a plan of its checked data, and says everything that is wrong with it. What is wrong is left out. */
export const compilePlan = (
  given: OnCallPlan,
  known: Known,
): { readonly plan: Plan; readonly issues: readonly Issue[] } => {
  const issues: Issue[] = [];
  const say: Say = (path, en, zh) => void issues.push(issueAt(`plan.${path}`, { en, "zh-CN": zh }));
  twice(
    given.rotas.map(({ id }) => id),
    (n) => `rotas.${n}.id`,
    say,
  );
  twice(
    given.paths.map(({ queue }) => queue),
    (n) => `paths.${n}.queue`,
    say,
  );
  const rotas = given.rotas.flatMap((rota, n) => rotaOf(rota, `rotas.${n}`, known, say) ?? []);
  for (const [n, path] of given.paths.entries()) pathIssues(path, `paths.${n}`, given, known, say);
  const office = calendarOf(given.office, "office", known, say) ?? known.standard.calendar;
  return { plan: { rotas, paths: new Map(given.paths.map((path) => [path.queue, path])), office }, issues };
};

/** Throws `AppError("invalid")` naming every field that is wrong. */
export const makePlan = (given: OnCallPlan, known: Known): Plan => {
  const { plan, issues } = compilePlan(given, known);
  if (issues.length === 0) return plan;
  throw wrongFields(issues);
};
