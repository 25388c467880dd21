import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import type { OnCallCall, OnCallLog, OnCallPage } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { TextField } from "../look/fields.tsx";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { lasting } from "../times.ts";
import { CallForm } from "./call-form.tsx";
import { onCallKey, useOnCall } from "./data.ts";
import { Way } from "./way.tsx";
import { useNamed } from "./words.ts";

/** Somebody is called and accepts: of that no event tells, and whoever looks on wants to see it. */
const againMs = 10_000;

const TicketLink = ({ number }: { readonly number: number }): ReactNode => (
  <Link to={`/tickets/${number}`}>{`#${number}`}</Link>
);

const Accepted = ({ page: { at, acceptedAt, acceptedBy, endedAt } }: { readonly page: OnCallPage }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const nameOf = useNames();
  if (acceptedAt !== undefined)
    return t("onCallDesk.acceptedAfter", {
      time: lasting(Math.max(1000, acceptedAt - at), language),
      name: nameOf(acceptedBy ?? ""),
    });
  if (endedAt !== undefined) return <span className="quiet">{t("onCallDesk.neverAccepted")}</span>;
  return <span className="warned">{t("onCallDesk.waiting")}</span>;
};

const usePageColumns = (): RowColumn<OnCallPage>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const nameOf = useNames();
  const { data } = useOnCall();
  const named = useNamed(data?.rotas ?? []);
  return [
    { title: t("onCallDesk.when"), cell: ({ at }) => <Moment at={at} /> },
    { title: t("onCallDesk.ticket"), cell: ({ ticket }) => <TicketLink number={ticket} /> },
    {
      title: t("onCallDesk.step"),
      cell: ({ step, clock }) =>
        step === 0 ? t("onCallDesk.atOnce") : t("onCallDesk.stepOf", { percent: step, clock: t(`clock.${clock}`) }),
    },
    {
      title: t("onCallDesk.called"),
      cell: ({ person, rota }) => (
        <>
          <strong>{nameOf(person)}</strong>
          {rota === undefined ? null : <div className="quiet">{named(rota)}</div>}
        </>
      ),
    },
    {
      title: t("onCallDesk.how"),
      cell: ({ ways }) =>
        ways.map((way) => (
          <div key={way.channel}>
            <Way way={way} />
          </div>
        )),
    },
    { title: t("onCallDesk.accepted"), cell: (page) => <Accepted page={page} /> },
    { title: t("onCallDesk.result"), wide: true, cell: ({ result }) => result?.[language] ?? null },
  ];
};

const useCallColumns = (): RowColumn<OnCallCall>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const nameOf = useNames();
  return [
    { title: t("onCallDesk.when"), cell: ({ at }) => <Moment at={at} /> },
    {
      title: t("onCallDesk.ticket"),
      cell: ({ ticket }) => (ticket === undefined ? null : <TicketLink number={ticket} />),
    },
    { title: t("onCallDesk.who"), cell: ({ person }) => nameOf(person) },
    { title: t("onCallDesk.length"), cell: ({ minutes }) => lasting(minutes * 60_000, language) },
    { title: t("onCallDesk.result"), wide: true, cell: ({ result }) => result },
  ];
};

const Log = ({ log: { pages, calls } }: { readonly log: OnCallLog }): ReactNode => {
  const { t } = useTranslation();
  const [pageColumns, callColumns] = [usePageColumns(), useCallColumns()];
  return (
    <>
      <h2>{t("onCallDesk.pages")}</h2>
      {pages.length === 0 ? (
        <p className="panel quiet">{t("onCall.noLog")}</p>
      ) : (
        <Rows label={t("onCallDesk.pages")} columns={pageColumns} rows={pages} idOf={({ n }) => n} />
      )}
      <h2>{t("onCallDesk.telephoned")}</h2>
      {calls.length === 0 ? (
        <p className="panel quiet">{t("onCallDesk.noCalls")}</p>
      ) : (
        <Rows label={t("onCallDesk.telephoned")} columns={callColumns} rows={calls} idOf={({ n }) => n} />
      )}
    </>
  );
};

const ticketIn = (text: string): number | undefined => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined);

/** Who was called of which ticket, when they accepted, and what was telephoned. */
export const Calls = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { scope } = useSession();
  const [search, setSearch] = useSearchParams();
  const [writing, setWriting] = useState(false);
  const words = search.get("ticket") ?? "";
  const ticket = ticketIn(words);
  const { data, error, refetch } = useQuery({
    queryKey: [...onCallKey, "log", ticket],
    queryFn: () => api.onCallLog(ticket === undefined ? {} : { ticket }),
    enabled: scope === undefined,
    refetchInterval: againMs,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className="head">
        {scope ? (
          <span className="quiet">{t("onCallDesk.logOfAll")}</span>
        ) : (
          <div className="filters">
            <TextField
              label={t("onCallDesk.ofTicket")}
              value={words}
              most={9}
              set={(value) => setSearch(value === "" ? {} : { ticket: value.replace(/^#/, "") }, { replace: true })}
            />
          </div>
        )}
        <Button type="primary" onClick={() => setWriting(true)}>
          {t("onCallDesk.writeCall")}
        </Button>
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error && !scope ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data ? <Log log={data} /> : null}
      {writing ? <CallForm ticket={ticket} close={() => setWriting(false)} /> : null}
    </>
  );
};
