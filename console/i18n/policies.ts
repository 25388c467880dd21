import type { Language, PoliciesView, PolicyView } from "../../contract/index.ts";
import { duration } from "./times.ts";
import { wordsFor } from "./words.ts";

type Promised = PolicyView["levels"][number]["promises"][number];

/** `contact within 10 min`, `on site within 2 working days · counted from: contact · in service hours`. */
export const promiseText = ({ name, ms, workdays, from, hours }: Promised, language: Language): string => {
  const t = wordsFor(language);
  const time = ms === undefined ? t("policies.workdays", { count: workdays ?? 0 }) : duration(ms, language);
  return [
    t("policies.promise", { name: t(`clock.${name}`), time }),
    ...(from === "opened" ? [] : [t("policies.from", { from: t(`clock.${from}`) })]),
    ...(hours === "service" ? [t("policies.service")] : []),
  ].join(" · ");
};

/** Days with the same hours together: `Mon–Fri 09:00-17:30, Sat, Sun none`. */
const weekText = (week: PolicyView["week"], language: Language): string => {
  const t = wordsFor(language);
  const days = week.map((spans) => spans.join(" ") || t("policies.noWork"));
  const groups: { first: number; last: number; hours: string }[] = [];
  for (const [n, hours] of days.entries()) {
    const before = groups.at(-1);
    if (before?.hours === hours) before.last = n;
    else groups.push({ first: n, last: n, hours });
  }
  const named = (first: number, last: number): string =>
    first === last ? t(`policies.days.${first}`) : `${t(`policies.days.${first}`)}–${t(`policies.days.${last}`)}`;
  return groups.map(({ first, last, hours }) => `${named(first, last)} ${hours}`).join(t("comma"));
};

export const calendarText = (policy: PolicyView, language: Language): string => {
  const t = wordsFor(language);
  if (policy.aroundTheClock) return t("policies.aroundTheClock");
  return [
    t("policies.calendar", { zone: policy.zone, week: weekText(policy.week, language) }),
    ...(policy.holidays > 0 ? [t("policies.dates", { count: policy.holidays })] : []),
    ...(policy.makeUpDays > 0 ? [t("policies.makeUp", { count: policy.makeUpDays })] : []),
  ].join(t("comma"));
};

/** What a policy says beside its promises, one entry each. */
export const policyRemarks = (policy: PolicyView, language: Language): string[] => {
  const t = wordsFor(language);
  const { pauses, escalateAt, overdueRaisesLevel, inspectionMonths, warrantyMonths } = policy;
  const waits = pauses.map((one) => t(`policies.wait.${one}`)).join(t("comma"));
  const steps = escalateAt.map((percent) => `${percent} %`).join(t("comma"));
  return [
    ...(pauses.length > 0 ? [t("policies.pauses", { list: waits })] : []),
    ...(escalateAt.length > 0 ? [t("policies.escalates", { list: steps })] : []),
    ...(overdueRaisesLevel ? [t("policies.raises")] : []),
    ...(inspectionMonths === undefined ? [] : [t("policies.inspection", { count: inspectionMonths })]),
    ...(warrantyMonths === undefined ? [] : [t("policies.warranty", { count: warrantyMonths })]),
  ];
};

type Contract = PoliciesView["contracts"][number];

/** Whom and what a contract is about, one entry each. */
export const contractText = (
  { sites, terminals, from, until, fees, inForce }: Contract,
  language: Language,
): string[] => {
  const t = wordsFor(language);
  return [
    ...(sites.length > 0 ? [sites.join(t("comma"))] : []),
    ...(terminals > 0 ? [t("policies.terminals", { count: terminals })] : []),
    `${from} – ${until ?? t("policies.endless")}`,
    ...(fees === undefined ? [] : [t("policies.fees", { fees })]),
    ...(inForce ? [] : [t("policies.notNow")]),
  ];
};

/** When a runbook runs by itself. */
export const runbookText = ({ rules, byHand }: PoliciesView["runbooks"][number], language: Language): string => {
  const t = wordsFor(language);
  const told = [
    ...(rules.length > 0 ? [t("policies.alone", { count: rules.length })] : []),
    ...(byHand.length > 0 ? [t("policies.byHand", { count: byHand.length })] : []),
  ];
  return told.length > 0 ? told.join(t("comma")) : t("policies.never");
};
