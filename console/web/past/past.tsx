import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type HappeningKind, happeningKinds, happeningsOf } from "../../i18n/past.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { exact } from "../times.ts";
import { Axis } from "./axis.tsx";
import { Entry } from "./entry.tsx";
import { moved, type Window, windowOf, type Zoom, zooms } from "./window.ts";
import "./past.css";

const zoomNames = Object.keys(zooms) as Zoom[];
/** Lines drawn at first; whoever wants more asks for them. */
const page = 60;

/** What the broker says of the window: lists at once, and what it has to look up in stored batches when it is there. */
const usePast = (terminal: string, seen: Window) => {
  const api = useApi();
  const lists = useQuery({
    queryKey: [...keys.past(terminal), seen.from, seen.to],
    queryFn: () => api.timeline({ terminal }, seen),
    placeholderData: (known) => known,
  });
  const changes = useQuery({
    queryKey: [...keys.readings(terminal), seen.from, seen.to],
    queryFn: () => api.healthChanges({ terminal }, seen),
    placeholderData: (known) => known,
  });
  return { lists, changes };
};

interface HeadProps {
  readonly seen: Window;
  readonly zoom: Zoom;
  readonly now: number;
  readonly follows: boolean;
  readonly look: (zoom: Zoom, end: number | undefined) => void;
}

const Head = ({ seen, zoom, now, follows, look }: HeadProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <div className="history-head">
      <h2 id="past">{t("terminalPast.title")}</h2>
      <fieldset className="counts" aria-label={t("terminalPast.zoom")}>
        {zoomNames.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === zoom}
            onClick={() => look(one, follows ? undefined : seen.to)}
          >
            {t(`terminalPast.${one === "week" ? "weekLong" : one}`)}
          </button>
        ))}
      </fieldset>
      <span className="past-turn">
        <Button onClick={() => look(zoom, moved(seen, zoom, -1, now))}>← {t("terminalPast.earlier")}</Button>
        <Button disabled={follows} onClick={() => look(zoom, moved(seen, zoom, 1, now))}>
          {t("terminalPast.later")} →
        </Button>
        <Button disabled={follows} onClick={() => look(zoom, undefined)}>
          {t("terminalPast.now")}
        </Button>
      </span>
      <span className="quiet small past-span">
        {exact(seen.from, language)} – {follows ? t("terminalPast.nowHere") : exact(seen.to, language)}
      </span>
    </div>
  );
};

/** Health, faults, runs, commands, tickets, visits, events and sales of one terminal on one axis; opened, each shows what was behind it. */
export const Past = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useMinute();
  const [{ zoom, end }, setView] = useState<{ readonly zoom: Zoom; readonly end: number | undefined }>({
    zoom: "day",
    end: undefined,
  });
  const [kind, setKind] = useState<HappeningKind>();
  const [open, setOpen] = useState<string>();
  const [shown, setShown] = useState(page);
  const seen = windowOf(zoom, end, now);
  const { lists, changes } = usePast(terminal, seen);
  const all = useMemo(
    () => (lists.data ? happeningsOf(lists.data, changes.data?.changes ?? [], language) : []),
    [lists.data, changes.data, language],
  );
  // Sales are many, and are read from the axis: the list has them when they are asked for.
  const listed = all.filter((one) => (kind === undefined ? one.kind !== "sale" : one.kind === kind));
  const look = (wanted: Zoom, to: number | undefined): void => {
    setView({ zoom: wanted, end: to });
    setShown(page);
  };
  const choose = (key: string): void => {
    setKind(key.startsWith("sale-") ? "sale" : undefined);
    setShown(Math.max(page, all.findIndex((one) => one.key === key) + 1));
    setOpen(key);
  };
  const error = lists.error ?? changes.error;
  const again = (): void => void Promise.all([lists.refetch(), changes.refetch()]);
  return (
    <section className="past" aria-labelledby="past" aria-busy={lists.isFetching || changes.isFetching}>
      <Head seen={seen} zoom={zoom} now={now} follows={end === undefined} look={look} />
      {error ? <Failure error={error} again={again} /> : null}
      {lists.data ? (
        <Axis timeline={lists.data} happenings={all} zoom={zoom} chosen={open} choose={choose} />
      ) : (
        <div className="loading" />
      )}
      <fieldset className="counts" aria-label={t("terminalPast.only")}>
        {happeningKinds.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === kind}
            onClick={() => setKind(one === kind ? undefined : one)}
          >
            {t(`terminalPast.row.${one}`)} <b>{all.filter((each) => each.kind === one).length}</b>
          </button>
        ))}
      </fieldset>
      {changes.data?.cut === true || (lists.data?.cut.length ?? 0) > 0 ? (
        <p className="quiet small">{t("past.cut")}</p>
      ) : null}
      {lists.data && listed.length === 0 ? <p className="quiet">{t("past.nothing")}</p> : null}
      <ol className="happenings">
        {listed.slice(0, shown).map((one) => (
          <Entry
            key={one.key}
            one={one}
            now={now}
            open={open === one.key}
            toggle={() => setOpen(open === one.key ? undefined : one.key)}
          />
        ))}
      </ol>
      {listed.length > shown ? (
        <Button onClick={() => setShown(shown + page)}>
          {t("terminalPast.more", { count: listed.length - shown })}
        </Button>
      ) : null}
    </section>
  );
};
