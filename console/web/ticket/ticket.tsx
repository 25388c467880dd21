import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { TicketView } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { FaultLine } from "../faults/fault-line.tsx";
import { type Fact, Facts } from "../look/facts.tsx";
import { SeverityMark } from "../look/severity-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay, useWhole } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useMinute } from "../shell/window.ts";
import { ClockList } from "../tickets/clock-mark.tsx";
import { Assignee } from "../tickets/list.tsx";
import { Timeline } from "../tickets/timeline.tsx";
import { exact, moment } from "../times.ts";
import { Actions } from "./actions.tsx";
import { CustomerSaid } from "./customer-said.tsx";
import { TicketFiles } from "./evidence.tsx";
import { TicketVisits } from "./plan-visit.tsx";
import "../tickets/tickets.css";

/** What was promised, in the policy's own words; its ids until they are known, or where it is no longer in force. */
const Promised = ({ ticket: { policy, level } }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  // Who sees only a part of the fleet does not see what others were promised.
  const whole = useWhole();
  const { data } = useQuery({
    queryKey: keys.policies,
    queryFn: () => api.policies(),
    enabled: whole,
  });
  const found = data?.policies.find(({ id }) => id === policy);
  const of = found?.levels.find(({ id }) => id === level);
  const said = { policy: found?.title[language] ?? policy, level: of?.title[language] ?? level };
  return <p className="quiet">{t("ticketDesk.policy", said)}</p>;
};

const Clocks = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  if (ticket.clocks.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("ticketDesk.clocks")}</h2>
      <Promised ticket={ticket} />
      <ClockList clocks={ticket.clocks} />
    </section>
  );
};

const People = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  // Who was called is told of the whole fleet.
  const whole = useWhole();
  const mayCalls = useMay("ticket") && whole;
  const { contact, customer, contract, van, queue, queuedSince, parent, children = [] } = ticket;
  const waits = t("ticketDesk.since", { time: moment(queuedSince, minute, language) });
  const facts: readonly Fact[] = [
    [t("ticketDesk.who"), <Assignee key="who" ticket={ticket} />],
    [t("ticketDesk.queue"), `${t(`ticketDesk.queueName.${queue}`)} · ${waits}`],
    [t("ticketDesk.skill"), t(`skill.${ticket.skill}`)],
    [t("ticketDesk.customer"), customer],
    [t("ticketDesk.contract"), contract],
    [t("ticketDesk.contact"), contact && [contact.name, contact.phone].filter(Boolean).join(", ")],
    [t("ticketDesk.van"), van],
    [t("ticketDesk.parent"), parent === undefined ? null : <Link to={`/tickets/${parent}`}>#{parent}</Link>],
    [
      t("ticketDesk.children"),
      children.length === 0
        ? null
        : children.map((number) => (
            <Link key={number} to={`/tickets/${number}`}>
              #{number}{" "}
            </Link>
          )),
    ],
  ];
  return (
    <section className="panel">
      <h2>{t("ticketDesk.people")}</h2>
      <Facts facts={facts} />
      {mayCalls ? <Link to={`/on-call/calls?ticket=${ticket.number}`}>{t("ticketDesk.calls")}</Link> : null}
    </section>
  );
};

/** A fault behind the ticket; by its id until the broker has said what it is. */
const Behind = ({ fault }: { readonly fault: string }): ReactNode => {
  const api = useApi();
  const { data } = useQuery({ queryKey: keys.explain(fault), queryFn: () => api.explain({ id: fault }) });
  return data ? <FaultLine fault={data.fault} /> : <Link to={`/faults/${fault}`}>{fault}</Link>;
};

const Work = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { advice, parts, faults } = ticket;
  if (advice.length + parts.length + faults.length === 0) return null;
  return (
    <section className="panel">
      {advice.length > 0 ? <h2>{t("ticketDesk.advice")}</h2> : null}
      <ol>
        {advice.map((one) => (
          <li key={one.en}>{one[language]}</li>
        ))}
      </ol>
      {parts.length > 0 ? <h2>{t("ticketDesk.parts")}</h2> : null}
      <ul>
        {parts.map((part) => (
          <li key={part}>{partText(part)[language]}</li>
        ))}
      </ul>
      {faults.length > 0 ? <h2>{t("ticketDesk.faults")}</h2> : null}
      <ul className="lines">
        {faults.map((fault) => (
          <li key={fault}>
            <Behind fault={fault} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Whole = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <>
      <div className="ticket-head">
        <h1>
          <span className="number">#{ticket.number}</span> {ticket.title[language]}
        </h1>
        <p>
          <span className="said">
            <SeverityMark severity={ticket.severity} />
            {t(`severity.${ticket.severity}`)}
          </span>
          <b>{t(`ticketState.${ticket.state}`)}</b>
          <Link to={`/terminals/${ticket.terminal}`}>{ticket.terminal}</Link>
          <span className="quiet">{exact(ticket.openedAt, language)}</span>
        </p>
      </div>
      <Actions ticket={ticket} />
      <div className="ticket-body">
        <div>
          <Clocks ticket={ticket} />
        </div>
        <div className="ticket-work">
          <Work ticket={ticket} />
          <TicketVisits ticket={ticket} />
          <TicketFiles ticket={ticket} />
          <Timeline events={ticket.timeline} />
        </div>
        <div>
          <People ticket={ticket} />
          <CustomerSaid ticket={ticket} />
        </div>
      </div>
    </>
  );
};

/** One ticket: what is promised, what to do, what happened. */
const Ticket = (): ReactNode => {
  const { t } = useTranslation();
  const number = Number(useParams().number);
  useTitle(`#${number}`);
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.ticket(number),
    queryFn: () => api.ticket({ number }),
  });
  return (
    <div className="ticket">
      <Link to="/tickets">{t("ticketDesk.back")}</Link>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data ? <Whole ticket={data} /> : error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
    </div>
  );
};
export default Ticket;
