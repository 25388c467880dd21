import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Language, TicketView } from "../../../contract/index.ts";
import { SeverityMark } from "../look/severity-mark.tsx";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useMinute, useNarrow } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { Due } from "./clock-mark.tsx";
import "../look/rows.css";

interface RowProps {
  readonly ticket: TicketView;
  readonly language: Language;
  readonly minute: number;
}

/** What it is about, and what it belongs to. */
const What = ({ ticket, language }: Omit<RowProps, "minute">): ReactNode => {
  const { t } = useTranslation();
  const { children = [], parent } = ticket;
  const more = [
    ...(children.length > 0 ? [t("ticketDesk.incident", { count: children.length })] : []),
    ...(parent === undefined ? [] : [t("ticketDesk.partOf", { number: parent })]),
  ];
  return (
    <>
      <Link to={`/tickets/${ticket.number}`}>{ticket.title[language]}</Link>
      {more.length > 0 ? <span className="quiet"> · {more.join(" · ")}</span> : null}
    </>
  );
};

/** Who works on it, by name. */
export const Assignee = ({ ticket: { assignee } }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const nameOf = useNames();
  return assignee === undefined ? <span className="quiet">{t("ticketDesk.nobody")}</span> : nameOf(assignee);
};

const WideRow = ({ ticket, language, minute }: RowProps): ReactNode => {
  const { t } = useTranslation();
  return (
    <tr>
      <td className="number">#{ticket.number}</td>
      <td>
        <span className="said">
          <SeverityMark severity={ticket.severity} />
          {t(`severity.${ticket.severity}`)}
        </span>
      </td>
      <td className="wide">
        <What ticket={ticket} language={language} />
      </td>
      <td>
        <Link to={`/terminals/${ticket.terminal}`}>{ticket.terminal}</Link>
        {ticket.customer ? <span className="quiet"> {ticket.customer}</span> : null}
      </td>
      <td>
        <Due clocks={ticket.clocks} />
      </td>
      <td>{t(`ticketState.${ticket.state}`)}</td>
      <td>{t(`ticketDesk.queueName.${ticket.queue}`)}</td>
      <td>
        <Assignee ticket={ticket} />
      </td>
      <td title={exact(ticket.openedAt, language)}>{ago(ticket.openedAt, minute, language)}</td>
    </tr>
  );
};

const NarrowRow = ({ ticket, language }: Omit<RowProps, "minute">): ReactNode => {
  const { t } = useTranslation();
  return (
    <li className="card">
      <div className="card-head">
        <SeverityMark severity={ticket.severity} />
        <span className="number">#{ticket.number}</span>
        <What ticket={ticket} language={language} />
      </div>
      <Due clocks={ticket.clocks} />
      <div className="quiet">
        {[ticket.terminal, t(`ticketState.${ticket.state}`)].join(" · ")} · <Assignee ticket={ticket} />
      </div>
    </li>
  );
};

const columns = ["ticket", "severity", "what", "where", "due", "state", "queue", "who", "opened"] as const;

export const List = ({ tickets }: { readonly tickets: readonly TicketView[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  if (useNarrow())
    return (
      <ul className="cards">
        {tickets.map((ticket) => (
          <NarrowRow key={ticket.number} ticket={ticket} language={language} />
        ))}
      </ul>
    );
  return (
    <div className="table-box">
      <table className="rows">
        <thead>
          <tr>
            {columns.map((one) => (
              <th key={one} scope="col">
                {t(`ticketDesk.${one}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tickets.map((ticket) => (
            <WideRow key={ticket.number} ticket={ticket} language={language} minute={minute} />
          ))}
        </tbody>
      </table>
    </div>
  );
};
