import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { TicketView } from "../../../contract/index.ts";
import { SeverityMark } from "../look/severity-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { Due } from "./clock-mark.tsx";
import { Assignee } from "./list.tsx";

/** Columns of the board, as work goes from left to right. */
const columns: readonly (readonly [word: string, states: readonly TicketView["state"][]])[] = [
  ["new", ["new"]],
  ["accepted", ["accepted", "remoteWork"]],
  ["waiting", ["waiting"]],
  ["dispatched", ["dispatched", "onSite"]],
  ["restored", ["restored", "resolved"]],
  ["confirmed", ["confirmed", "closed"]],
];

const Card = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { language } = usePreferences();
  return (
    <li className="card">
      <div className="card-head">
        <SeverityMark severity={ticket.severity} />
        <span className="number">#{ticket.number}</span>
        <Link to={`/tickets/${ticket.number}`}>{ticket.title[language]}</Link>
      </div>
      <Due clocks={ticket.clocks} />
      <div className="quiet">
        {ticket.terminal} · <Assignee ticket={ticket} />
      </div>
    </li>
  );
};

export const Board = ({ tickets }: { readonly tickets: readonly TicketView[] }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="board">
      {columns.map(([word, states]) => {
        const there = tickets.filter(({ state }) => states.includes(state));
        return (
          <section key={word} aria-label={t(`ticketState.${word}`)}>
            <h2>
              {t(`ticketState.${word}`)} <span className="quiet">{there.length}</span>
            </h2>
            <ul className="cards">
              {there.map((ticket) => (
                <Card key={ticket.number} ticket={ticket} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
};
