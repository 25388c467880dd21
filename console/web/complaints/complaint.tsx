import { useQuery } from "@tanstack/react-query";
import { Alert, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ComplaintView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { type Fact, Facts } from "../look/facts.tsx";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { ClockList } from "../tickets/clock-mark.tsx";
import { Timeline } from "../tickets/timeline.tsx";
import { exact } from "../times.ts";
import { Actions } from "./actions.tsx";
import { StateWords } from "./state-words.tsx";
import "../tickets/tickets.css";
import "./complaints.css";

const About = ({ complaint }: { readonly complaint: ComplaintView }): ReactNode => {
  const { t } = useTranslation();
  const nameOf = useNames();
  const { customer, contract, from, terminal, ticket, about, standing } = complaint;
  const facts: readonly Fact[] = [
    [t("complaintDesk.customer"), customer],
    [t("complaintDesk.contract"), contract],
    [t("complaintDesk.from"), from],
    [t("complaintDesk.ticket"), ticket === undefined ? undefined : <Link to={`/tickets/${ticket}`}>#{ticket}</Link>],
    [
      t("complaintDesk.terminal"),
      terminal === undefined ? undefined : <Link to={`/terminals/${terminal}`}>{terminal}</Link>,
    ],
    [t("complaintDesk.person"), about === undefined ? undefined : nameOf(about)],
    [
      t("complaintDesk.standing"),
      standing && t("complaintDesk.validOf", { valid: standing.valid, limit: standing.limit }),
    ],
  ];
  return (
    <section className="panel">
      <h2>{t("complaintDesk.facts")}</h2>
      <Facts facts={facts} />
    </section>
  );
};

const Whole = ({ complaint }: { readonly complaint: ComplaintView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { number, customer, text, receivedAt, standing } = complaint;
  return (
    <>
      <div className="ticket-head">
        <h1>{t("complaint.title", { number, customer })}</h1>
        <p>
          <b>
            <StateWords complaint={complaint} />
          </b>
          <span className="quiet">{t("complaintDesk.at", { time: exact(receivedAt, language) })}</span>
        </p>
      </div>
      {standing?.warning ? <Alert type="warning" showIcon role="status" title={standing.warning[language]} /> : null}
      <blockquote className="panel words">{text}</blockquote>
      <Actions complaint={complaint} />
      <div className="ticket-body">
        <div>
          <section className="panel">
            <h2>{t("complaint.clocks")}</h2>
            <ClockList clocks={complaint.clocks} />
          </section>
          <About complaint={complaint} />
        </div>
        <Timeline events={complaint.timeline} />
      </div>
    </>
  );
};

/** One complaint: what was said, until when it must be answered, what became of it. */
export const Complaint = ({ number }: { readonly number: number }): ReactNode => {
  const { t } = useTranslation();
  useTitle(`${t("complaintDesk.title")} #${number}`);
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.complaint(number),
    queryFn: () => api.complaint({ number }),
  });
  return (
    <div className="page">
      <Link to="/complaints">{t("complaintDesk.back")}</Link>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data ? <Whole complaint={data} /> : error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
    </div>
  );
};
