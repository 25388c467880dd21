import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalSummary, TicketView } from "../../../contract/index.ts";
import { worstFirst } from "../../../contract/plain.ts";
import { nextDue } from "../../i18n/clocks.ts";
import { useApi } from "../client-context.ts";
import { byNeed } from "../fleet/columns.ts";
import { useLine } from "../live/live-context.tsx";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys, ticketList } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useNow } from "../shell/window.ts";
import { ClockWords } from "../tickets/clock-mark.tsx";
import { byUrgency, stateOf } from "../tickets/clocks.ts";
import { timeOfDay } from "../times.ts";
import "./wall.css";

/** So many lines can be read from five metres on one screen. */
const lines = 7;

const Counts = ({ terminals }: { readonly terminals: readonly TerminalSummary[] }): ReactNode => {
  const { t } = useTranslation();
  return (
    <ul className="wall-counts">
      {worstFirst.toReversed().map((condition) => {
        const count = terminals.filter((one) => one.condition === condition).length;
        return (
          <li key={condition} className={`wall-${condition}${count === 0 ? " zero" : ""}`}>
            <StateMark state={condition} />
            <b>{count}</b>
            <span>{t(`condition.${condition}`)}</span>
          </li>
        );
      })}
    </ul>
  );
};

const More = ({ count }: { readonly count: number }): ReactNode => {
  const { t } = useTranslation();
  return count > 0 ? <li className="wall-more">{t("wall.more", { count })}</li> : null;
};

const Needy = ({ terminals }: { readonly terminals: readonly TerminalSummary[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const needy = useMemo(() => terminals.filter((one) => one.condition !== "ok").sort(byNeed), [terminals]);
  if (needy.length === 0) return <p className="wall-good">{t("wall.allGood")}</p>;
  return (
    <ul className="wall-list">
      {needy.slice(0, lines).map(({ id, site, condition, why }) => (
        <li key={id}>
          <StateMark state={condition} />
          <b>{id}</b>
          <span className="wall-why">{why?.[language] ?? t(`condition.${condition}`)}</span>
          <span className="wall-site">{site}</span>
        </li>
      ))}
      <More count={needy.length - lines} />
    </ul>
  );
};

const Due = ({ tickets }: { readonly tickets: readonly TicketView[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  const open = tickets.filter((ticket) => nextDue(ticket, now) !== undefined).sort(byUrgency(now));
  const overdue = tickets.filter((ticket) => ticket.clocks.some((clock) => stateOf(clock, now) === "breached")).length;
  return (
    <section>
      <h2>
        {t("wall.tickets", { count: tickets.length })}
        {overdue > 0 ? <strong className="wall-overdue"> {t("wall.overdue", { count: overdue })}</strong> : null}
      </h2>
      <ul className="wall-list">
        {open.slice(0, lines).map((ticket) => {
          const clock = nextDue(ticket, now);
          return (
            <li key={ticket.number}>
              <b>#{ticket.number}</b>
              <span className="wall-why">{ticket.terminal}</span>
              {clock ? <ClockWords clock={clock} now={now} language={language} /> : null}
            </li>
          );
        })}
        <More count={open.length - lines} />
      </ul>
    </section>
  );
};

/** For a screen on the wall: how the fleet is and what is due, readable from five metres, nothing to click. */
const Wall = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("wall.title"));
  const api = useApi();
  const now = useNow();
  const line = useLine();
  const { language } = usePreferences();
  // A screen on a wall has nobody to reload it: beside the live stream it asks again now and then.
  const askAgainMs = 60_000;
  const terminals = useQuery({
    queryKey: keys.terminals,
    queryFn: () => api.terminals(),
    refetchInterval: askAgainMs,
  });
  const tickets = useQuery({
    ...ticketList(api),
    refetchInterval: askAgainMs,
  });
  const error = terminals.error ?? tickets.error;
  return (
    <div className={`wall${line.state === "lost" ? " wall-old" : ""}`}>
      <header>
        <h1>{t("wall.title")}</h1>
        <time>{timeOfDay(now, language)}</time>
      </header>
      {error && !terminals.data ? <Failure error={error} /> : null}
      {terminals.data ? <Counts terminals={terminals.data} /> : null}
      <div className="wall-body">
        <section>
          <h2>{t("wall.needs")}</h2>
          {terminals.data ? <Needy terminals={terminals.data} /> : null}
        </section>
        {tickets.data ? <Due tickets={tickets.data} /> : null}
      </div>
    </div>
  );
};
export default Wall;
