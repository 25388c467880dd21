import type { CourseView, FaultView, HealthChange, Language, TimelineView } from "../../contract/index.ts";
import { deedText, isWhole } from "./command.ts";
import { historyText } from "./history.ts";
import { actorText, reasonText } from "./said.ts";
import { duration } from "./times.ts";
import { term, type Words, wordsFor } from "./words.ts";

export const happeningKinds = ["health", "fault", "run", "command", "ticket", "visit", "event", "sale"] as const;
export type HappeningKind = (typeof happeningKinds)[number];

/** One thing that happened to a terminal, whatever it was, in words. */
export interface Happening {
  readonly key: string;
  readonly kind: HappeningKind;
  readonly at: number;
  /** Of what lasts: its end; `Infinity` while it does. */
  readonly to?: number;
  readonly device?: string;
  readonly text: string;
  /** The bytes behind it, as `> hex` and `< hex`. */
  readonly frames: readonly string[];
  /** What else is known of it, line by line. */
  readonly more: readonly string[];
  /** Its own page in the web console. */
  readonly link?: string;
  readonly bad: boolean;
}

/** `€20.00`; a code that is no currency (units tell countries, too) stands behind the number. */
export const moneyText = (
  { currency, amount }: { readonly currency: string; readonly amount: number },
  language: Language,
): string => {
  const value = amount / 100;
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(value);
  } catch {
    return `${value.toLocaleString(language, { minimumFractionDigits: 2 })} ${currency}`; // no such currency
  }
};

/** `paper: ok → out (DLE EOT 4 = 7E)`. */
export const changeText = ({ component, before, state, vendorCode }: HealthChange, language: Language): string => {
  const t = wordsFor(language);
  if (component === undefined)
    return t("past.device", { before: t(`availability.${before}`), after: t(`availability.${state}`) });
  const [was, is] = [before, state].map((name) => term(language, "states", name));
  const code = vendorCode === undefined ? "" : t("brackets", { text: vendorCode });
  return t("past.change", { component: term(language, "components", component), before: was, after: is }) + code;
};

const ofChange = (change: HealthChange, n: number, language: Language): Happening => ({
  key: `health-${change.at}-${n}`,
  kind: "health",
  at: change.at,
  device: change.device,
  text: changeText(change, language),
  frames: change.frame === undefined ? [] : [`< ${change.frame}`],
  more: change.because ? [reasonText(change.because, language)] : [],
  bad: false,
});

const ofFault = (
  { from, to, fault }: { from: number; to?: number; fault: FaultView },
  language: Language,
): Happening => ({
  key: `fault-${fault.id}-${from}`,
  kind: "fault",
  at: from,
  to: to ?? Number.POSITIVE_INFINITY,
  device: fault.device,
  text: fault.title[language],
  frames: fault.evidence.flatMap(({ frames = [] }) => frames),
  more: fault.conclusion?.cause ? [fault.conclusion.cause[language]] : [],
  link: `/faults/${fault.id}`,
  bad: fault.severity === "critical" || fault.severity === "major",
});

/** Frames of one step: a command's answer carries those it exchanged. */
const stepFrames = (answer: unknown): string[] => {
  const { outcome } = (answer ?? {}) as { outcome?: { frames?: unknown } };
  return Array.isArray(outcome?.frames) ? outcome.frames.map(String) : [];
};

const ofRun = (run: TimelineView["diagnoses"][number], language: Language): Happening => {
  const t = wordsFor(language);
  const { conclusion } = run;
  const verdict = conclusion ? t(`verdict.${conclusion.verdict}`) : t(`diagnosis.${run.state}`);
  return {
    key: `run-${run.id}`,
    kind: "run",
    at: run.startedAt,
    to: run.finishedAt ?? Number.POSITIVE_INFINITY,
    device: run.device,
    text: t("pair", { a: run.title[language], b: verdict }),
    frames: run.steps.flatMap(({ answer }) => stepFrames(answer)),
    more: [
      t("past.by", { who: actorText(run.by, language) }),
      ...(conclusion?.cause ? [conclusion.cause[language]] : []),
    ],
    ...(run.fault === undefined ? {} : { link: `/faults/${run.fault}` }),
    bad: false,
  };
};

const ofCommand = (one: TimelineView["commands"][number], language: Language): Happening => {
  const t = wordsFor(language);
  const { outcome } = one;
  return {
    key: `command-${one.id}`,
    kind: "command",
    at: one.createdAt,
    device: one.device,
    text: t("pair", { a: deedText(one, language), b: t(`command.${one.state}`) }),
    frames: outcome?.frames ?? [],
    more: [
      t("past.by", { who: actorText(one.by, language) }),
      ...(one.reason === "" ? [] : [one.reason]),
      ...(isWhole(one.args) ? [] : [JSON.stringify(one.args)]),
      ...(outcome?.reason ? [reasonText(outcome.reason, language)] : []),
      ...(outcome?.tookMs === undefined ? [] : [t("past.took", { time: duration(outcome.tookMs, language) })]),
    ],
    bad: one.state === "failed" || one.state === "unknown",
  };
};

const ofTicket = (one: TimelineView["tickets"][number], language: Language): Happening => ({
  key: `ticket-${one.number}`,
  kind: "ticket",
  at: one.openedAt,
  to: one.closedAt ?? Number.POSITIVE_INFINITY,
  text: `#${one.number} ${one.title[language]}`,
  frames: [],
  more: [wordsFor(language)(`ticketState.${one.state}`)],
  link: `/tickets/${one.number}`,
  bad: false,
});

const ofVisit = (one: TimelineView["visits"][number], language: Language): Happening => ({
  key: `visit-${one.number}`,
  kind: "visit",
  at: one.from,
  to: one.to,
  text: wordsFor(language)("past.visit", {
    number: one.number,
    technician: one.technician,
    title: one.title[language],
  }),
  frames: [],
  more: [wordsFor(language)(`visitState.${one.state}`)],
  bad: one.state === "missed",
});

const ofEvent = (entry: TimelineView["events"][number], n: number, language: Language): Happening => ({
  key: `event-${entry.at}-${n}`,
  kind: "event",
  at: entry.at,
  ...(entry.device === undefined ? {} : { device: entry.device }),
  text: historyText(entry, language),
  frames: [],
  more:
    entry.receivedAt - entry.at > 30_000
      ? [wordsFor(language)("past.late", { time: duration(entry.receivedAt - entry.at, language) })]
      : [],
  bad: false,
});

const ofSales = (
  { from, success, failed, cancelled }: TimelineView["sales"][number],
  stepMs: number,
  language: Language,
): Happening => ({
  key: `sale-${from}`,
  kind: "sale",
  at: from,
  to: from + stepMs,
  text: wordsFor(language)("past.sales", { success, failed, cancelled, time: duration(stepMs, language) }),
  frames: [],
  more: [],
  bad: failed > 0,
});

/** Everything on one line of time, the newest first. */
export const happeningsOf = (
  timeline: TimelineView,
  changes: readonly HealthChange[],
  language: Language,
): Happening[] =>
  [
    ...changes.map((one, n) => ofChange(one, n, language)),
    ...timeline.faults.map((one) => ofFault(one, language)),
    ...timeline.diagnoses.map((one) => ofRun(one, language)),
    ...timeline.commands.map((one) => ofCommand(one, language)),
    ...timeline.tickets.map((one) => ofTicket(one, language)),
    ...timeline.visits.map((one) => ofVisit(one, language)),
    ...timeline.events.map((one, n) => ofEvent(one, n, language)),
    ...timeline.sales.map((one) => ofSales(one, timeline.saleStepMs, language)),
  ].sort((a, b) => b.at - a.at);

interface CourseShare {
  readonly up: string;
  readonly down: string;
  readonly unobserved: string;
  /** For how long anything is told, where that is less than what was asked for: a terminal that is new. */
  readonly onlyMs?: number;
}

/** Shares of what is told, in percent, to one digit; nothing is rounded up to 100. Undefined if nothing is told yet. */
const courseShare = ({ from, to, course }: CourseView): CourseShare | undefined => {
  const spent = (only?: string): number =>
    course.filter(({ state }) => only === undefined || state === only).reduce((sum, one) => sum + one.to - one.from, 0);
  const told = spent();
  if (told <= 0) return undefined;
  const share = (state: string): string => (Math.floor((1000 * spent(state)) / told) / 10).toString();
  const young = told < to - from ? { onlyMs: told } : {};
  return { up: share("up"), down: share("down"), unobserved: share("unobserved"), ...young };
};

/** The keys of the three sentences about a course: of all that was asked for, of a new terminal, and of one nobody has heard of yet. */
interface CourseWords {
  readonly share: string;
  readonly since: string;
  readonly none: string;
}
/** A course in one sentence. `t` of whoever shows it. */
export const courseText = (course: CourseView, language: Language, t: Words, words: CourseWords): string => {
  const share = courseShare(course);
  if (!share) return t(words.none);
  const { onlyMs, ...shares } = share;
  return onlyMs === undefined
    ? t(words.share, { ...shares })
    : t(words.since, { ...shares, time: duration(onlyMs, language) });
};
