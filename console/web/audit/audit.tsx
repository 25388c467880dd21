import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import type { RouteResponse } from "../../../contract/index.ts";
import { actionText } from "../../i18n/actions.ts";
import { actorText } from "../../i18n/said.ts";
import { useApi } from "../client-context.ts";
import { TextField } from "../look/fields.tsx";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useSearch } from "../look/use-search.ts";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Chain } from "./chain.tsx";
import "./audit.css";

type Entry = RouteResponse<"audit">[number];
const pageSize = 100;
const filters = ["who", "what", "target"] as const;

/** Longer ones are opened by whoever wants to read them. */
const shortDetail = 70;

/** Nothing, if there is nothing to say. */
const writtenOf = (detail: unknown): string =>
  typeof detail === "string" ? detail : JSON.stringify(detail ?? "").replace(/^""$|^\{\}$/, "");

const Detail = ({ detail }: { readonly detail: unknown }): ReactNode => {
  const written = writtenOf(detail);
  if (written.length <= shortDetail) return <code>{written}</code>;
  return (
    <details>
      <summary>
        <code>{`${written.slice(0, shortDetail - 1)}…`}</code>
      </summary>
      <pre>{typeof detail === "string" ? detail : JSON.stringify(detail, undefined, 2)}</pre>
    </details>
  );
};

const useColumns = (): RowColumn<Entry>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return [
    {
      title: t("auditDesk.when"),
      cell: ({ at }) => <Moment at={at} />,
    },
    { title: t("auditDesk.who"), cell: ({ actor }) => actorText(actor, language) },
    {
      title: t("auditDesk.what"),
      cell: ({ action }) => (
        <>
          {actionText(action, language)} <code>{action}</code>
        </>
      ),
    },
    { title: t("auditDesk.target"), cell: ({ target }) => target },
    {
      title: t("auditDesk.detail"),
      wide: true,
      cell: ({ detail }) => (writtenOf(detail) === "" ? null : <Detail detail={detail} />),
    },
    {
      title: t("auditDesk.n"),
      cell: ({ n, hash }) => (
        <span className="number" title={hash}>
          {n}
        </span>
      ),
    },
  ];
};

const useEntries = (asked: string) => {
  const api = useApi();
  const words = Object.fromEntries(
    filters
      .map((name) => [name, new URLSearchParams(asked).get(name)?.trim() ?? ""])
      .filter(([, value]) => value !== ""),
  ) as Partial<Record<(typeof filters)[number], string>>;
  return useInfiniteQuery({
    queryKey: ["audit", "entries", words],
    queryFn: ({ pageParam }) =>
      api.audit({ ...words, newest: true, limit: pageSize, ...(pageParam > 0 ? { before: pageParam } : {}) }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.n),
    placeholderData: (before) => before,
    staleTime: 0,
  });
};

/** Who asked for what, the newest first. */
const Audit = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("auditDesk.title"));
  const [search, set] = useSearch<(typeof filters)[number]>();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useEntries(
    useDeferredValue(search.toString()),
  );
  const columns = useColumns();
  const entries = data?.pages.flat();
  return (
    <div className="page">
      <h1>{t("auditDesk.title")}</h1>
      <Chain />
      <div className="filters">
        {filters.map((name) => (
          <TextField
            key={name}
            label={t(`auditDesk.${name}`)}
            value={search.get(name) ?? ""}
            set={(value) => set(name, value)}
            most={80}
          />
        ))}
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {entries === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {entries?.length === 0 ? <p className="panel quiet">{t("auditDesk.none")}</p> : null}
      {entries && entries.length > 0 ? (
        <Rows label={t("auditDesk.title")} columns={columns} rows={entries} idOf={({ n }) => n} />
      ) : null}
      {hasNextPage ? (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("auditDesk.older")}
        </Button>
      ) : null}
    </div>
  );
};
export default Audit;
