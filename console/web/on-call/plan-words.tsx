import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallLayer, OnCallPath, OnCallPlan, OnCallRota, OnCallTarget } from "../../../contract/index.ts";
import { queueTitles, weekdays } from "../../../contract/plain.ts";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useNamed, weekdayName, weekText } from "./words.ts";

/** How people take turns: `week by week, from Mon 09:00`. Nothing of one who is always on duty. */
const useTurns = (): ((layer: OnCallLayer) => string | undefined) => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return ({ people, shift, handover = {}, from }) => {
    if (people.length < 2) return undefined;
    const begins = new Date(`${from}T12:00Z`);
    const { time = "09:00", weekday, dayOfMonth = Math.min(28, begins.getUTCDate()) } = handover;
    const index = weekday === undefined ? (begins.getUTCDay() + 6) % 7 : weekdays.indexOf(weekday);
    const unit = /^\d/.test(shift) ? "hours" : shift;
    const values = { time, weekday: weekdayName(index, language), day: dayOfMonth, hours: Number.parseInt(shift, 10) };
    return t(`onCallDesk.turns.${unit}`, values);
  };
};

const useHoursText = (): ((hours: OnCallLayer["hours"]) => string[]) => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (hours = {}) => {
    const { inside, outside, week, holidaysOf } = hours;
    return [
      inside && t("onCallDesk.inside", { policy: inside }),
      outside && t("onCallDesk.outside", { policy: outside }),
      week && t("onCallDesk.inWeek", { week: weekText(week, language).join(t("comma")) }),
      holidaysOf && t("onCallDesk.holidays", { policy: holidaysOf }),
    ].filter((text) => text !== undefined);
  };
};

const Layer = ({ layer }: { readonly layer: OnCallLayer }): ReactNode => {
  const { t } = useTranslation();
  const nameOf = useNames();
  const turns = useTurns()(layer);
  const hours = useHoursText()(layer.hours);
  const span = t(layer.until === undefined ? "onCallDesk.since" : "onCallDesk.sinceUntil", layer);
  return (
    <li>
      <strong>{layer.people.map(nameOf).join(t("comma"))}</strong>
      <span>{[turns, ...hours].filter((text) => text !== undefined).join(t("comma"))}</span>
      <span className="quiet">{span}</span>
    </li>
  );
};

const Rota = ({ rota }: { readonly rota: OnCallRota }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const queues = (rota.queues ?? []).map((queue) => queueTitles[queue][language]).join(t("comma"));
  return (
    <li className="panel rota-words">
      <h3>
        {rota.title[language]} <code>{rota.id}</code>
      </h3>
      <p className="quiet">
        {queues === "" ? t("onCallDesk.noQueue") : queues} · {rota.zone}
      </p>
      {rota.layers.length > 1 ? <p className="quiet">{t("onCallDesk.firstCounts")}</p> : null}
      <ol>
        {rota.layers.map((layer, n) => (
          <Layer key={String(n)} layer={layer} />
        ))}
      </ol>
    </li>
  );
};

const useTarget = (plan: OnCallPlan): ((target: OnCallTarget) => string) => {
  const { t } = useTranslation();
  const nameOf = useNames();
  const named = useNamed(plan.rotas.map(({ id, title }) => ({ rota: id, title })));
  return ({ onCall, person }) =>
    person === undefined ? t("onCallDesk.whoever", { rota: named(onCall ?? "") }) : nameOf(person);
};

/** A path whose first step comes later tells whoever is on duty for its queue at once. */
const stepsOf = ({ steps, queue }: OnCallPath): OnCallPath["steps"] =>
  steps[0]?.at === 0 ? steps : [{ at: 0, tell: [{ onCall: queue }] }, ...steps];

const Path = ({ path, plan }: { readonly path: OnCallPath; readonly plan: OnCallPlan }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const targetOf = useTarget(plan);
  const { acceptMinutes, severities } = path;
  const only = severities?.map((one) => t(`severity.${one}`)).join(t("comma"));
  return (
    <li className="panel rota-words">
      <h3>{queueTitles[path.queue][language]}</h3>
      {only === undefined ? null : <p>{t("onCallDesk.onlySeverities", { severities: only })}</p>}
      {acceptMinutes === undefined ? null : <p>{t("onCallDesk.acceptWithin", { minutes: acceptMinutes })}</p>}
      <ol>
        {stepsOf(path).map(({ at, tell, ways = path.ways }) => (
          <li key={at}>
            <strong>{at === 0 ? t("onCallDesk.atOnce") : t("onCallDesk.atPercent", { percent: at })}</strong>
            <span>{tell.map(targetOf).join(t("comma"))}</span>
            <span className="quiet">{t("onCallDesk.by", { channel: ways.join(t("comma")) })}</span>
          </li>
        ))}
      </ol>
    </li>
  );
};

/** Rotas and escalation paths as one would tell them. */
export const PlanWords = ({ plan }: { readonly plan: OnCallPlan }): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <h2>{t("onCallDesk.rotas")}</h2>
      <ul className="rotas">
        {plan.rotas.map((rota) => (
          <Rota key={rota.id} rota={rota} />
        ))}
      </ul>
      <h2>{t("onCallDesk.paths")}</h2>
      {plan.paths.length === 0 ? <p className="panel quiet">{t("onCallDesk.noPaths")}</p> : null}
      <ul className="rotas">
        {plan.paths.map((path) => (
          <Path key={path.queue} path={path} plan={plan} />
        ))}
      </ul>
    </>
  );
};
