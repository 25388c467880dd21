import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallDuty, OnCallView } from "../../../contract/index.ts";
import { zoned } from "../../i18n/times.ts";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { type Day, oddHours } from "./days.ts";
import { ChangeMark, type DaysProps, gapsFor } from "./duty-text.tsx";
import { ofDay, type Span } from "./grid.ts";

type Rota = OnCallView["rotas"][number];

const useHours = (zone: string, day: Day): ((span: Span) => string) => {
  const { t } = useTranslation();
  const time = (at: number): string => zoned(at, zone).slice(11);
  return ({ from, to }) => {
    if (from === day.from && to === day.to) return t("onCallDesk.allDay");
    return `${time(from)}–${to === day.to ? "24:00" : time(to)}`;
  };
};

const RotaOfDay = ({
  rota,
  day,
  duties,
  gaps,
  kinds,
  pick,
}: Omit<DaysProps, "zone"> & { readonly rota: Rota; readonly day: Day }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const hoursOf = useHours(rota.zone, day);
  const minute = useMinute();
  const own = duties.filter((duty) => duty.rota === rota.rota);
  const missing = ofDay(gapsFor(rota, gaps), day);
  const there = ofDay(own, day);
  if (there.length + missing.length === 0) return null;
  // What is picked is the whole duty, not its part of this day.
  const whole = (part: OnCallDuty): OnCallDuty =>
    own.find(({ origin, from, to }) => origin === part.origin && from <= part.from && part.to <= to) ?? part;
  return (
    <>
      <h3>{rota.title[language]}</h3>
      <ul>
        {there.map((duty) => {
          const { from, name = duty.person, change } = duty;
          const kind = change === undefined ? undefined : kinds.get(change);
          return (
            <li key={from}>
              <span className="hours">{hoursOf(duty)}</span>
              {pick && duty.to > minute ? (
                <button type="button" className="plain" onClick={() => pick(whole(duty))}>
                  {name}
                  <span className="only-read"> {t("onCallDesk.override")}</span>
                </button>
              ) : (
                <span>{name}</span>
              )}
              {kind ? <ChangeMark kind={kind} /> : null}
            </li>
          );
        })}
        {missing.map((gap) => (
          <li key={gap.from} className="nobody">
            <span className="hours">{hoursOf(gap)}</span>
            <span>{t("onCall.nobody")}</span>
          </li>
        ))}
      </ul>
    </>
  );
};

/** The same on a phone: day by day. */
export const ByDay = ({ zone: { zone, days, rotas }, ...props }: DaysProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const format = new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return (
    <>
      <span className="quiet">{t("onCallDesk.dutiesIn", { zone })}</span>
      {days
        .filter(({ to }) => to > minute || (days.at(-1)?.to ?? 0) <= minute)
        .map((day) => {
          const name = format.format(Date.parse(`${day.date}T12:00Z`));
          const odd = oddHours(day);
          return (
            <section key={day.date} className="panel duty-day">
              <h2>
                {day.from <= minute && minute < day.to ? t("visitDesk.todayIs", { day: name }) : name}
                {odd === undefined ? null : <span className="odd">{t("onCallDesk.hours", { count: odd })}</span>}
              </h2>
              {rotas.map((rota) => (
                <RotaOfDay key={rota.rota} rota={rota} day={day} {...props} />
              ))}
            </section>
          );
        })}
    </>
  );
};
