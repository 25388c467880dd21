import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallDuty, OnCallView } from "../../../contract/index.ts";
import { hours, zoned } from "../../i18n/times.ts";
import { usePreferences } from "../preferences.ts";
import { useSession } from "../session/session.ts";
import { useMinute } from "../shell/window.ts";
import { type Day, oddHours } from "./days.ts";
import { ChangeMark, type DaysProps, gapsFor, type Kinds, useDutyText } from "./duty-text.tsx";
import { lanesOf, type Placed, placed, type Span, shareOf } from "./grid.ts";

/** A day is never drawn narrower; so wide is what a finger hits. */
const leastDayPx = (days: readonly Day[]): number => (days.length > 14 ? 32 : 48);
const leastTargetPx = 24;

const percent = (share: number): string => `${share * 100}%`;
const placeOf = ({ left, width }: Placed<Span>): CSSProperties => ({ left: percent(left), width: percent(width) });
const isWeekend = ({ date }: Day): boolean => [0, 6].includes(new Date(`${date}T12:00Z`).getUTCDay());
const isToday = ({ from, to }: Day, now: number): boolean => from <= now && now < to;

const Head = ({ days, zone }: { readonly days: readonly Day[]; readonly zone: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  const date = new Intl.DateTimeFormat(language, { day: "numeric", month: "numeric", timeZone: "UTC" });
  return (
    <div className="duty-row duty-head">
      <span className="quiet">{zone}</span>
      <ol className="duty-days">
        {days.map((day) => {
          const noon = Date.parse(`${day.date}T12:00Z`);
          const odd = oddHours(day);
          return (
            <li key={day.date} className={isToday(day, minute) ? "today" : ""}>
              <span>{weekday.format(noon)}</span>
              <span>{date.format(noon)}</span>
              {odd === undefined ? null : (
                <span className="odd" title={t("onCallDesk.clocksChange")}>
                  {t("onCallDesk.hours", { count: odd })}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
};

interface BarProps {
  readonly bar: Placed<OnCallDuty>;
  readonly text: string;
  readonly zone: string;
  readonly kinds: Kinds;
  /** Left out, too, for one that is too narrow to be hit: what it offers is behind the button above as well. */
  readonly pick: DaysProps["pick"];
}

const Bar = ({ bar, text, zone, kinds, pick }: BarProps): ReactNode => {
  const { t } = useTranslation();
  const { name: me } = useSession();
  const { change, person, from, to } = bar.what;
  const time = (at: number): string => zoned(at, zone).slice(11);
  const kind = change === undefined ? undefined : kinds.get(change);
  const look = [
    "bar",
    person === me ? "bar-own" : "",
    kind ? "bar-changed" : "",
    bar.cutLeft ? "cut-left" : "",
    bar.cutRight ? "cut-right" : "",
  ].join(" ");
  const content = (
    <>
      {kind ? <ChangeMark kind={kind} /> : null}
      <span className="bar-hours">
        {time(from)}
        <span>–{time(to)}</span>
      </span>
    </>
  );
  return (
    <li style={placeOf(bar)}>
      {pick ? (
        <button
          type="button"
          className={look}
          title={text}
          aria-label={t("onCallDesk.overrideOf", { duty: text })}
          onClick={() => pick(bar.what)}
        >
          {content}
        </button>
      ) : (
        <span className={look} title={text}>
          {content}
        </span>
      )}
    </li>
  );
};

type Rota = OnCallView["rotas"][number];

const Gaps = ({ rota, gaps, days }: { readonly rota: Rota } & Pick<DaysProps, "gaps"> & { days: readonly Day[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="lane lane-gaps">
      {placed(gapsFor(rota, gaps), days).map((gap) => {
        const text = t("onCallDesk.gap", { hours: hours(gap.what, rota.zone) });
        return (
          <li key={`${gap.what.of} ${gap.what.from}`} style={placeOf(gap)}>
            <span className="gap" title={text}>
              <span className="bar-hours" aria-hidden="true">
                {t("onCall.nobody")}
              </span>
              <span className="only-read">{text}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
};

const RotaRows = ({ rota, zone, duties, gaps, kinds, pick }: DaysProps & { readonly rota: Rota }): ReactNode => {
  const { language } = usePreferences();
  const minute = useMinute();
  const textOf = useDutyText(rota.zone, kinds);
  const widthPx = leastDayPx(zone.days) * zone.days.length;
  const mayPick = ({ what, width }: Placed<OnCallDuty>): boolean =>
    what.to > minute && width * widthPx >= leastTargetPx;
  const own = duties.filter((duty) => duty.rota === rota.rota);
  const there = new Map(own.map(({ person, name = person }) => [person, name]));
  return (
    <section className="duty-rota" aria-label={rota.title[language]}>
      <div className="duty-row">
        <h2>{rota.title[language]}</h2>
        <Gaps rota={rota} gaps={gaps} days={zone.days} />
      </div>
      {lanesOf(own, zone.days).map(({ person, bars }) => (
        <div key={person} className="duty-row">
          <span className="duty-person">{there.get(person)}</span>
          <ul className="lane">
            {bars.map((bar) => (
              <Bar
                key={bar.what.from}
                bar={bar}
                text={textOf(bar.what)}
                zone={rota.zone}
                kinds={kinds}
                pick={mayPick(bar) ? pick : undefined}
              />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
};

/** A lane for each person of each rota, a column a day of the rota's zone. */
export const Grid = (props: DaysProps): ReactNode => {
  const { t } = useTranslation();
  const minute = useMinute();
  const { zone, days, rotas } = props.zone;
  const now = shareOf(minute, days);
  const count = { "--days": days.length, "--day": `${leastDayPx(days)}px` } as CSSProperties;
  return (
    // It can be scrolled sideways, so by the keyboard, too.
    <section className="duty-box" aria-label={t("onCallDesk.dutiesIn", { zone })} tabIndex={0}>
      <div className="duty-grid" style={count}>
        <div className="duty-back" aria-hidden="true">
          {days.map((day) => (
            <i key={day.date} className={isWeekend(day) ? "weekend" : ""} />
          ))}
          {now > 0 && now < 1 ? <b style={{ left: percent(now) }} /> : null}
        </div>
        <Head days={days} zone={zone} />
        {rotas.map((rota) => (
          <RotaRows key={rota.rota} rota={rota} {...props} />
        ))}
      </div>
    </section>
  );
};
