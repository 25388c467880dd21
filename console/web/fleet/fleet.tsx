import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { lazy, type ReactNode, Suspense, useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedViewView, TerminalSummary } from "../../../contract/index.ts";
import { type FleetQuery, fleetLayouts, fleetQuery, tagCounts } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Counts } from "./counts.tsx";
import { Finder } from "./finder.tsx";
import { Matrix } from "./matrix.tsx";
import { type FleetPlace, useFleetPlace } from "./place.ts";
import { SavedViews } from "./saved-views.tsx";
import { TagForm } from "./tag-form.tsx";
import "./fleet.css";

const FleetMap = lazy(() => import("./map/fleet-map.tsx"));

/** Time alone makes readings old, and no event tells so. */
const askAgainMs = 5 * 60_000;

const Nothing = ({ any, clear }: { readonly any: boolean; readonly clear: () => void }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="matrix empty">
      <p>{t(any ? "fleet.none" : "fleet.empty")}</p>
      {any ? (
        <Button onClick={clear}>{t("fleet.clear")}</Button>
      ) : (
        <>
          <p className="quiet">{t("fleet.emptyHow")}</p>
          <code>roundsman enrol kiosk-001</code>
        </>
      )}
    </div>
  );
};

const Layouts = ({ layout, setLayout }: Pick<FleetPlace, "layout" | "setLayout">): ReactNode => {
  const { t } = useTranslation();
  return (
    <fieldset className="counts" aria-label={t("savedViews.layout")}>
      {fleetLayouts.map((one) => (
        <button key={one} type="button" aria-pressed={one === layout} onClick={() => setLayout(one)}>
          {t(`savedViews.${one}`)}
        </button>
      ))}
    </fieldset>
  );
};

interface Chosen {
  readonly ids: ReadonlySet<string>;
  readonly choose: (ids: readonly string[], on: boolean) => void;
}

/** Rows that were ticked. */
const useChosen = (): Chosen => {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const choose = useCallback((some: readonly string[], on: boolean): void => {
    setIds((before) => {
      const after = new Set(before);
      for (const id of some)
        if (on) after.add(id);
        else after.delete(id);
      return after;
    });
  }, []);
  return { ids, choose };
};

interface Settled {
  /** What is shown is what the query asks for; a moment after a key it is not yet. */
  readonly settled: boolean;
}

/** Tags for the rows that were ticked, or for all that are shown. */
const Tagging = ({ shown, all, ids, choose, settled }: Chosen & Shown & Settled): ReactNode => {
  const { t } = useTranslation();
  const [those, setThose] = useState<readonly TerminalSummary[]>();
  const chosen = useMemo(() => (ids.size === 0 ? [] : shown.filter(({ id }) => ids.has(id))), [ids, shown]);
  const known = useMemo(() => [...tagCounts(all).keys()], [all]);
  const some = chosen.length > 0;
  return (
    <span className="tagging">
      <Button size="small" disabled={shown.length === 0 || !settled} onClick={() => setThose(some ? chosen : shown)}>
        {t(some ? "tags.chosen" : "tags.shown", { count: some ? chosen.length : shown.length })}
      </Button>
      {some ? (
        <Button size="small" type="link" onClick={() => choose([...ids], false)}>
          {t("tags.none")}
        </Button>
      ) : null}
      {those ? <TagForm terminals={those} known={known} close={() => setThose(undefined)} /> : null}
    </span>
  );
};

interface Shown {
  readonly shown: readonly TerminalSummary[];
  readonly all: readonly TerminalSummary[];
}

const Body = ({ place, shown, all, ids, choose }: Shown & Chosen & { readonly place: FleetPlace }): ReactNode => {
  const mayTag = useMay("configure");
  const { query, layout, setQuery } = place;
  if (shown.length === 0) return <Nothing any={all.length > 0} clear={() => setQuery("")} />;
  if (layout === "matrix") return <Matrix terminals={shown} all={all} {...(mayTag ? { chosen: ids, choose } : {})} />;
  return (
    <Suspense fallback={<div className="loading" />}>
      <FleetMap terminals={shown} query={query} />
    </Suspense>
  );
};

const NotUnderstood = ({ wrong: [wrong] }: Pick<FleetQuery, "wrong">): ReactNode => {
  const { t } = useTranslation();
  return wrong ? (
    <p className="not-understood">
      {t("fleet.notUnderstood", { word: wrong.word, known: wrong.known.join(t("comma")) })}
    </p>
  ) : null;
};

const noViews: readonly SavedViewView[] = [];

/** All terminals and how each of their modules is, or where they stand: what needs somebody first. */
const Fleet = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("fleet.title"));
  const api = useApi();
  const mayTag = useMay("configure");
  const { data, error, refetch } = useQuery({
    queryKey: keys.terminals,
    queryFn: () => api.terminals(),
    refetchInterval: askAgainMs,
  });
  const views = useQuery({ queryKey: keys.savedViews, queryFn: () => api.savedViews() });
  const place = useFleetPlace(views.error ? noViews : views.data);
  const { query, setQuery } = place;
  const waits = place.without === "waiting";
  const chosen = useChosen();
  const asked = useDeferredValue(query);
  const filter = useMemo(() => fleetQuery(asked), [asked]);
  const fitting = useMemo(
    () => (waits ? undefined : data?.filter((one) => filter.matches(one))),
    [data, filter, waits],
  );
  return (
    <div className="fleet">
      <div className="fleet-head">
        <h1>{t("fleet.title")}</h1>
        <Layouts {...place} />
        <Finder query={query} setQuery={setQuery} wrong={filter.wrong[0]} terminals={data ?? []} />
        {data ? <Counts terminals={data} query={query} setQuery={setQuery} /> : null}
      </div>
      {data ? (
        <div className="fleet-second">
          <SavedViews place={place} views={views.data ?? noViews} terminals={data} />
          {mayTag && fitting ? <Tagging shown={fitting} all={data} {...chosen} settled={asked === query} /> : null}
        </div>
      ) : null}
      <p className="only-read" role="status">
        {fitting && data ? t("fleet.shown", { shown: fitting.length, all: data.length }) : ""}
      </p>
      <NotUnderstood wrong={filter.wrong} />
      {place.without === "gone" && !views.error ? <p className="not-understood">{t("savedViews.gone")}</p> : null}
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {views.error ? <Failure error={views.error} again={() => void views.refetch()} /> : null}
      {fitting === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {fitting && data ? <Body place={place} shown={fitting} all={data} {...chosen} /> : null}
    </div>
  );
};
export default Fleet;
