import { useQuery } from "@tanstack/react-query";
import { Checkbox, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ComplaintView } from "../../../contract/index.ts";
import { leftOf, nextDue } from "../../i18n/clocks.ts";
import { useApi } from "../client-context.ts";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useSearch } from "../look/use-search.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useMinute } from "../shell/window.ts";
import { Due } from "../tickets/clock-mark.tsx";
import { NewComplaint } from "./new-complaint.tsx";
import { StateWords } from "./state-words.tsx";
import "../tickets/tickets.css";
import "./complaints.css";

/** As many as are told at once. */
const most = 1000;

/** What is due first stands first; then what nothing is owed of, the newest first. */
const byUrgency =
  (now: number) =>
  (a: ComplaintView, b: ComplaintView): number => {
    const [x, y] = [a, b].map((one) => {
      const due = nextDue(one, now);
      return due ? leftOf(due, now) : Number.MAX_SAFE_INTEGER;
    }) as [number, number];
    return x - y || b.number - a.number;
  };

const useColumns = (): RowColumn<ComplaintView>[] => {
  const { t } = useTranslation();
  return [
    {
      title: t("complaintDesk.what"),
      wide: true,
      cell: ({ number, text }) => (
        <Link className="complaint-text" to={`/complaints/${number}`}>
          #{number} {text}
        </Link>
      ),
    },
    { title: t("complaintDesk.customer"), cell: ({ customer }) => customer },
    { title: t("complaintDesk.from"), cell: ({ from }) => from },
    {
      title: t("complaintDesk.about"),
      cell: ({ ticket, terminal }) =>
        ticket !== undefined ? (
          <Link to={`/tickets/${ticket}`}>{t("complaintDesk.ofTicket", { number: ticket })}</Link>
        ) : terminal === undefined ? null : (
          <Link to={`/terminals/${terminal}`}>{terminal}</Link>
        ),
    },
    { title: t("ticketDesk.due"), cell: ({ clocks }) => <Due clocks={clocks} /> },
    { title: t("complaintDesk.state"), cell: (complaint) => <StateWords complaint={complaint} /> },
    { title: t("complaintDesk.received"), cell: ({ receivedAt }) => <Moment at={receivedAt} /> },
  ];
};

/** What customers complain of, what must be answered first on top. */
export const List = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("complaintDesk.title"));
  const api = useApi();
  const minute = useMinute();
  const columns = useColumns();
  const [search, set] = useSearch<"closed">();
  const all = search.get("closed") === "yes";
  const { data, error, refetch } = useQuery({
    queryKey: keys.complaintList(all),
    queryFn: () => api.complaints({ all, limit: most }),
    placeholderData: (before) => before,
  });
  return (
    <div className="page">
      <div className="head">
        <h1>{t("complaintDesk.title")}</h1>
        <Checkbox checked={all} onChange={({ target }) => set("closed", target.checked ? "yes" : "")}>
          {t("complaintDesk.closed")}
        </Checkbox>
        <div className="end">
          <NewComplaint />
        </div>
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
      {data?.length === 0 ? <p className="panel quiet">{t(all ? "complaint.noneAll" : "complaint.none")}</p> : null}
      {data && data.length > 0 ? (
        <Rows
          label={t("complaintDesk.title")}
          columns={columns}
          rows={data.toSorted(byUrgency(minute))}
          idOf={({ number }) => number}
        />
      ) : null}
      {data && data.length >= most ? <p className="quiet">{t("form.cut", { count: most })}</p> : null}
    </div>
  );
};
