import { useQuery } from "@tanstack/react-query";
import { Button, Input, Skeleton } from "antd";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { TerminalSummary } from "../../../contract/index.ts";
import { fleetQuery } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { conditions } from "./columns.ts";
import { Matrix } from "./matrix.tsx";
import "./fleet.css";

/** Time alone makes readings old, and no event tells so. */
const askAgainMs = 5 * 60_000;

const withoutStatus = (query: string): string =>
  query
    .split(/\s+/)
    .filter((word) => !word.startsWith("status:"))
    .join(" ");

const Counts = ({
  terminals,
  query,
  setQuery,
}: {
  readonly terminals: readonly TerminalSummary[];
  readonly query: string;
  readonly setQuery: (query: string) => void;
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const rest = withoutStatus(query).trim();
  const inRest = fleetQuery(rest);
  const there = terminals.filter((one) => inRest.matches(one));
  return (
    <fieldset className="counts" aria-label={t("fleet.condition")}>
      <button type="button" aria-pressed={rest === query.trim()} onClick={() => setQuery(rest)}>
        {t("fleet.all")} <b>{there.length.toLocaleString(language)}</b>
      </button>
      {conditions.map((condition) => {
        const word = `status:${condition}`;
        return (
          <button
            key={condition}
            type="button"
            aria-pressed={query.includes(word)}
            onClick={() => setQuery(`${word} ${rest}`.trim())}
          >
            <StateMark state={condition} />
            {t(`condition.${condition}`)}{" "}
            <b>{there.filter((one) => one.condition === condition).length.toLocaleString(language)}</b>
          </button>
        );
      })}
    </fieldset>
  );
};

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

/** All terminals and how each of their modules is: what needs somebody stands first. */
const Fleet = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("fleet.title"));
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const query = search.get("q") ?? "";
  const setQuery = (q: string): void => setSearch(q === "" ? {} : { q }, { replace: true });
  const { data, error, refetch } = useQuery({
    queryKey: keys.terminals,
    queryFn: () => api.terminals(),
    refetchInterval: askAgainMs,
  });
  const asked = useDeferredValue(query);
  const filter = useMemo(() => fleetQuery(asked), [asked]);
  const fitting = useMemo(() => data?.filter((one) => filter.matches(one)), [data, filter]);
  const [wrong] = filter.wrong;
  return (
    <div className="fleet">
      <div className="fleet-head">
        <h1>{t("fleet.title")}</h1>
        <Input
          allowClear
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          aria-label={t("fleet.filter")}
          placeholder={t("fleet.hint")}
          spellCheck={false}
          autoCapitalize="none"
          status={wrong ? "warning" : ""}
        />
        {data ? <Counts terminals={data} query={query} setQuery={setQuery} /> : null}
      </div>
      <p className="only-read" role="status">
        {fitting && data ? t("fleet.shown", { shown: fitting.length, all: data.length }) : ""}
      </p>
      {wrong ? (
        <p className="not-understood">
          {t("fleet.notUnderstood", { word: wrong.word, known: wrong.known.join(t("comma")) })}
        </p>
      ) : null}
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {fitting === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {fitting?.length === 0 ? <Nothing any={(data?.length ?? 0) > 0} clear={() => setQuery("")} /> : null}
      {fitting && fitting.length > 0 ? <Matrix terminals={fitting} all={data ?? []} /> : null}
    </div>
  );
};
export default Fleet;
