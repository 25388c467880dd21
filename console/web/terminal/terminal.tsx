import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { TerminalDetail } from "../../../contract/index.ts";
import { SetWarranty, useWarrantyText } from "../assets/warranty.tsx";
import { useApi } from "../client-context.ts";
import { FaultLine } from "../faults/fault-line.tsx";
import { byLoss, grouped } from "../faults/rank.ts";
import { LineMark, StateMark } from "../look/state-mark.tsx";
import { Past } from "../past/past.tsx";
import { WeekStrip } from "../past/week.tsx";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { RefusedOf } from "../refused/of-terminal.tsx";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useMinute, useNow } from "../shell/window.ts";
import { NewTicket } from "../tickets/new-ticket.tsx";
import { ago, lastingSince } from "../times.ts";
import { Cash } from "./cash.tsx";
import { Maintenance } from "./maintenance.tsx";
import { Module } from "./module.tsx";
import { useTerminalAssets } from "./outlook.tsx";
import { Settings } from "./settings.tsx";
import { TerminalTags } from "./tags.tsx";
import "./terminal.css";

/** Readings change without an event of their own; nobody looks at more than a few terminals at a time. */
const askAgainMs = 15_000;

/** Said only where it is known: of most terminals nobody tells. */
const Customer = ({ terminal: { customer } }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  const { state, since = now } = customer;
  if (state === "unknown") return null;
  return (
    <span className="said" data-customer={state}>
      {t(`terminalPage.customer.${state}`, { time: lastingSince(since, now, language) })}
    </span>
  );
};

/** The warranty of the terminal as a whole. */
const OwnWarranty = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const minute = useMinute();
  const warrantyText = useWarrantyText();
  const assets = useTerminalAssets(terminal);
  if (!assets) return null;
  const { warranty } = assets;
  return (
    <span>
      {warranty ? (
        <span className="quiet" title={warranty.note}>
          {t("terminalOutlook.wholeWarranty", { text: warrantyText(warranty, minute) })}
        </span>
      ) : null}
      <SetWarranty place={{ terminal, warranty }} />
    </span>
  );
};

const Head = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  const { id, name, site, condition, status, statusAt, lastSeenAt, agent } = terminal;
  const facts = [
    site,
    status === "unknown" ? "" : t("terminalPage.heard", { time: ago(lastSeenAt, now, language) }),
    agent === undefined ? "" : t("terminalPage.agent", { version: agent }),
  ].filter((fact) => fact !== "");
  return (
    <header className="terminal-head">
      <div>
        <h1>
          {id} {name === id ? null : <span className="quiet">{name}</span>}
        </h1>
        <p className="facts">
          <span className="said">
            <StateMark state={condition} />
            <strong>{t(`condition.${condition}`)}</strong>
          </span>
          <span className="said">
            <LineMark status={status} />
            {status === "unknown"
              ? t("status.unknown")
              : t("terminalPage.since", { status: t(`status.${status}`), time: lastingSince(statusAt, now, language) })}
          </span>
          <Customer terminal={terminal} />
          <span className="quiet">{facts.join(" · ")}</span>
          <TerminalTags terminal={terminal} />
          <RefusedOf terminal={id} />
          <OwnWarranty terminal={id} />
        </p>
      </div>
      <Maintenance terminal={terminal} />
    </header>
  );
};

const Tickets = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const nameOf = useNames();
  if (terminal.ticketList.length === 0) return <p className="quiet">{t("terminalPage.noTickets")}</p>;
  return (
    <ul className="lines">
      {terminal.ticketList.map(({ number, title, state, assignee }) => (
        <li key={number}>
          <Link to={`/tickets/${number}`}>#{number}</Link> {title[language]}
          <span className="quiet">
            {t(`ticketState.${state}`)}
            {assignee === undefined ? "" : ` · ${nameOf(assignee)}`}
          </span>
        </li>
      ))}
    </ul>
  );
};

const Modules = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  if (terminal.deviceList.length > 0)
    return (
      <div className="modules">
        {terminal.deviceList.map((device) => (
          <Module key={device.device} view={device} terminal={terminal.id} />
        ))}
      </div>
    );
  return (
    <p className="quiet">{t(terminal.status === "unknown" ? "terminalPage.neverHeard" : "terminalPage.noModules")}</p>
  );
};

const Body = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="terminal-body">
      <section aria-labelledby="modules">
        <h2 id="modules">{t("terminalPage.modules")}</h2>
        <Modules terminal={terminal} />
      </section>
      <div>
        <section aria-labelledby="faults">
          <h2 id="faults">{t("terminalPage.faults")}</h2>
          {terminal.faultList.length === 0 ? <p className="quiet">{t("terminalPage.noFaults")}</p> : null}
          <ul className="lines">
            {grouped(terminal.faultList)
              .sort(byLoss)
              .flatMap(({ fault, hidden }) => [fault, ...hidden])
              .map((fault) => (
                <li key={fault.id}>
                  <FaultLine fault={fault} />
                </li>
              ))}
          </ul>
        </section>
        <section aria-labelledby="tickets">
          <div className="head">
            <h2 id="tickets">{t("terminalPage.tickets")}</h2>
            <NewTicket terminal={terminal.id} />
          </div>
          <Tickets terminal={terminal} />
        </section>
      </div>
    </div>
  );
};

/** One terminal: how each module is and since when, what is wrong with it, what happened to it. */
const Terminal = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { terminal: id = "" } = useParams();
  useTitle(id);
  const { data, error, refetch } = useQuery({
    queryKey: keys.terminal(id),
    queryFn: () => api.terminal({ terminal: id }),
    refetchInterval: askAgainMs,
  });
  return (
    <article className="terminal">
      <nav className="back" aria-label={t("terminalPage.back")}>
        <Link to="/">← {t("terminalPage.back")}</Link>
      </nav>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data ? (
        <>
          <Head terminal={data} />
          <WeekStrip terminal={data.id} />
          <Body terminal={data} />
          <Cash terminal={data.id} />
          <Past terminal={data.id} />
          <Settings terminal={data} />
        </>
      ) : null}
      {!data && !error ? <Skeleton active paragraph={{ rows: 10 }} /> : null}
    </article>
  );
};
export default Terminal;
