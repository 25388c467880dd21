import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { OnCallDuty, OnCallView } from "../../../contract/index.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute, useNarrow } from "../shell/window.ts";
import { ByDay } from "./by-day.tsx";
import { Changes } from "./changes.tsx";
import { useChanges, useDuties, useOnCall } from "./data.ts";
import { dateIn, daysLater, daysOf, mondayOf } from "./days.ts";
import { Grid } from "./duty-grid.tsx";
import type { Zone } from "./duty-text.tsx";
import { Feed } from "./feed.tsx";
import { OverrideForm } from "./override-form.tsx";
import { SwapForm } from "./swap-form.tsx";

const dayMs = 86_400_000;
/** As far as the broker looks for gaps. */
const mostAheadDays = 400;
const spans = [2, 4] as const;

const zonesOf = (rotas: OnCallView["rotas"], first: string, weeks: number): Zone[] =>
  [...new Set(rotas.map(({ zone }) => zone))].map((zone) => ({
    zone,
    days: daysOf(first, weeks * 7, zone),
    rotas: rotas.filter((rota) => rota.zone === zone),
  }));

/** Which weeks are shown stands in the address: it can be sent to somebody. */
const useWindow = (zone: string) => {
  const [search, setSearch] = useSearchParams();
  const today = mondayOf(useMinute(), zone);
  const first = dateIn(search.get("from")) ?? today;
  const weeks = spans.find((one) => String(one) === search.get("weeks")) ?? spans[0];
  const show = (from: string, count: number): void =>
    setSearch(
      { ...(from === today ? {} : { from }), ...(count === spans[0] ? {} : { weeks: String(count) }) },
      { replace: true },
    );
  return { first, weeks, today, show };
};

const Steering = ({ window: { first, weeks, today, show } }: { readonly window: ReturnType<typeof useWindow> }) => {
  const { t } = useTranslation();
  return (
    <>
      <span className="buttons">
        <Button onClick={() => show(daysLater(first, -7 * weeks), weeks)}>{t("visitDesk.earlier")}</Button>
        <Button disabled={first === today} onClick={() => show(today, weeks)}>
          {t("onCallDesk.today")}
        </Button>
        <Button onClick={() => show(daysLater(first, 7 * weeks), weeks)}>{t("visitDesk.later")}</Button>
      </span>
      <fieldset className="counts" aria-label={t("onCallDesk.span")}>
        {spans.map((one) => (
          <button key={one} type="button" aria-pressed={one === weeks} onClick={() => show(first, one)}>
            {t("onCallDesk.weeks", { count: one })}
          </button>
        ))}
      </fieldset>
    </>
  );
};

/** What somebody is about to do; `of`: the duty they clicked. */
type Doing = { readonly what: "override" | "swap"; readonly of?: OnCallDuty };

const Shown = ({ view, window }: { readonly view: OnCallView; readonly window: ReturnType<typeof useWindow> }) => {
  const { t } = useTranslation();
  const may = useMay("dispatch");
  const narrow = useNarrow();
  const [doing, setDoing] = useState<Doing>();
  const zones = zonesOf(view.rotas, window.first, window.weeks);
  const begin = Math.min(...zones.map(({ days }) => days[0]?.from ?? 0));
  const end = Math.max(...zones.map(({ days }) => days.at(-1)?.to ?? 0));
  const ahead = Math.min(mostAheadDays, Math.max(1, Math.ceil((end - view.at) / dayMs)));
  const { data: { gaps } = view } = useOnCall(ahead);
  const { data: duties, error, refetch } = useDuties(begin, end);
  const { data: changes } = useChanges(begin, end);
  const kinds = new Map(changes?.map(({ n, kind }) => [n, kind]));
  const close = (): void => setDoing(undefined);
  const Days = narrow ? ByDay : Grid;
  return (
    <>
      <div className="head">
        <div className="steering">
          <Steering window={window} />
        </div>
        {may ? (
          <span className="buttons">
            <Button onClick={() => setDoing({ what: "swap" })}>{t("onCallDesk.swap")}</Button>
            <Button type="primary" onClick={() => setDoing({ what: "override" })}>
              {t("onCallDesk.override")}
            </Button>
          </span>
        ) : null}
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {duties === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {duties
        ? zones.map((zone) => (
            <Days
              key={zone.zone}
              zone={zone}
              duties={duties}
              gaps={gaps}
              kinds={kinds}
              {...(may ? { pick: (of: OnCallDuty) => setDoing({ what: "override", of }) } : {})}
            />
          ))
        : null}
      {changes ? <Changes changes={changes} rotas={view.rotas} /> : null}
      {doing?.what === "override" ? <OverrideForm rotas={view.rotas} of={doing.of} close={close} /> : null}
      {doing?.what === "swap" ? <SwapForm rotas={view.rotas} close={close} /> : null}
    </>
  );
};

const Ready = ({ view }: { readonly view: OnCallView }): ReactNode => {
  const { t } = useTranslation();
  const window = useWindow(view.rotas[0]?.zone ?? "UTC");
  if (view.rotas.length === 0) return <p className="panel quiet">{t("onCallDesk.noRota")}</p>;
  return <Shown view={view} window={window} />;
};

/** Duties of some weeks, what was changed of them, and one's own calendar. */
export const Calendar = (): ReactNode => {
  const { data, error, refetch } = useOnCall();
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <>
      <Ready view={data} />
      <Feed />
    </>
  );
};
