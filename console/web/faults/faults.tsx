import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { FaultView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { SeverityMark } from "../look/severity-mark.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { mostFaults, openFaults } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useKeys } from "../shell/use-keys.ts";
import { useNarrow, useNow } from "../shell/window.ts";
import { ConfirmRun } from "./confirm-run.tsx";
import { Detail } from "./detail.tsx";
import { Help } from "./help.tsx";
import { byLoss, displaced, type Group, grouped, keepingPlaces } from "./rank.ts";
import { useFaultActions } from "./use-actions.ts";
import "./faults.css";
import { useImpact, useStanding } from "./standing.ts";

/** So many stand in the list, the weightiest. */
const mostShown = 500;

/** The list, ranked; what is new does not move what was there, until it is sorted anew. */
const useRanked = (faults: readonly FaultView[] | undefined) => {
  const ranked = useMemo(() => (faults ? grouped(faults).sort(byLoss) : []), [faults]);
  const [places, setPlaces] = useState<readonly string[]>([]);
  const shown = useMemo(() => keepingPlaces(ranked, places), [ranked, places]);
  const ids = shown.map(({ fault }) => fault.id);
  const known = useRef<readonly string[]>(ids);
  known.current = ids;
  useEffect(() => setPlaces(known.current), [faults]);
  return {
    shown: shown.slice(0, mostShown),
    more: shown.length - mostShown,
    displaced: displaced(shown, ranked),
    sortAnew: () => setPlaces(ranked.map(({ fault }) => fault.id)),
  };
};

const Item = memo(function Item({
  group,
  chosen,
  now,
}: {
  readonly group: Group;
  readonly chosen: boolean;
  readonly now: number;
}): ReactNode {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { fault, hidden } = group;
  const [standing, stops] = [useStanding(), useImpact()];
  const facts = [
    ...standing(fault, now),
    ...stops(fault),
    ...(hidden.length > 0 ? [t("faultQueue.hides", { count: hidden.length })] : []),
    ...(fault.flapping ? [t("faultQueue.flapping")] : []),
    ...(fault.ticket === undefined ? [] : [`#${fault.ticket}`]),
  ];
  return (
    <li className={chosen ? "chosen" : ""} data-fault={fault.id}>
      <SeverityMark severity={fault.severity} />
      <div>
        <Link to={`/faults/${fault.id}`} aria-current={chosen ? "true" : undefined}>
          {fault.title[language]}
        </Link>
        <span className="where">
          {fault.terminal} {fault.device}
        </span>
        <span className="quiet">{facts.join(" · ")}</span>
      </div>
      <span className="only-read">{t(`severity.${fault.severity}`)}</span>
    </li>
  );
});

/** What needs somebody, by lost service, for the keyboard first. */
const Faults = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("faultQueue.title"));
  const api = useApi();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const now = useNow();
  const { fault: open } = useParams();
  const actions = useFaultActions();
  const help = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const { data, error, refetch } = useQuery(openFaults(api));
  const [search, set] = useSearch<"pending">();
  const withPending = search.get("pending") === "1";
  const listed = useMemo(() => data?.filter(({ state }) => withPending || state !== "pending"), [data, withPending]);
  const pending = data?.filter(({ state }) => state === "pending").length ?? 0;
  const { shown, more, displaced: moved, sortAnew } = useRanked(listed);
  const [cursor, setCursor] = useState<string>();
  const chosen = open ?? cursor ?? actions.acted ?? shown[0]?.fault.id;
  const at = shown.findIndex(({ fault }) => fault.id === chosen);
  const one = shown[at]?.fault ?? data?.find(({ id }) => id === chosen);
  const move = (by: number): void => {
    const next = shown[Math.min(Math.max(at + by, 0), shown.length - 1)]?.fault.id;
    if (next === undefined) return;
    setCursor(next);
    if (open !== undefined) void navigate(`/faults/${next}`, { replace: true });
    list.current?.querySelector(`[data-fault="${CSS.escape(next)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => chosen !== undefined && void navigate(`/faults/${chosen}`),
    a: () => one && actions.mayTicket && actions.acknowledge.mutate(one),
    d: () => one && actions.mayCommand && actions.ask.mutate(one),
    r: sortAnew,
    Escape: () => open !== undefined && void navigate("/faults"),
    "?": () => help.current?.showModal(),
  });
  const shownDetail = open ?? (narrow ? undefined : chosen);
  return (
    <div className={`queue ${open === undefined ? "" : "queue-open"}`}>
      <section className="queue-list" aria-label={t("faultQueue.title")}>
        <div className="queue-head">
          <h1>{t("faultQueue.title")}</h1>
          {data ? (
            <span className="quiet">{t("faultQueue.count", { count: shown.length + Math.max(0, more) })}</span>
          ) : null}
          {pending > 0 || withPending ? (
            <div className="counts">
              <button
                type="button"
                aria-pressed={withPending}
                title={t("faultQueue.pendingHint")}
                onClick={() => set("pending", withPending ? "" : "1")}
              >
                {t("faultState.pending")} <b>{pending}</b>
              </button>
            </div>
          ) : null}
          <Button size="small" className="end" onClick={() => help.current?.showModal()}>
            {t("faultQueue.keys")} <kbd>?</kbd>
          </Button>
        </div>
        {moved > 0 ? (
          <div className="queue-moved" role="status">
            {t("faultQueue.newer", { count: moved })}
            <Button size="small" onClick={sortAnew}>
              {t("faultQueue.sort")} <kbd>r</kbd>
            </Button>
          </div>
        ) : null}
        {error ? <Failure error={error} again={() => void refetch()} /> : null}
        {!data && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
        {listed?.length === 0 ? <p className="empty">{t("faultQueue.none")}</p> : null}
        <ol ref={list}>
          {shown.map((group) => (
            <Item key={group.fault.id} group={group} chosen={group.fault.id === chosen} now={now} />
          ))}
        </ol>
        {data !== undefined && data.length >= mostFaults ? (
          <p className="empty">{t("faultQueue.cut", { count: mostFaults })}</p>
        ) : null}
        {more > 0 ? <p className="empty">{t("faultQueue.more", { count: more })}</p> : null}
      </section>
      <section className="queue-detail" aria-live="off">
        {open === undefined ? null : (
          <nav className="back" aria-label={t("faultQueue.back")}>
            <Link to="/faults">← {t("faultQueue.back")}</Link>
          </nav>
        )}
        {shownDetail === undefined ? null : <Detail key={shownDetail} id={shownDetail} actions={actions} />}
      </section>
      <Help dialog={help} />
      {actions.asked ? <ConfirmRun key={actions.asked.n} asked={actions.asked} answer={actions.answer} /> : null}
    </div>
  );
};
export default Faults;
