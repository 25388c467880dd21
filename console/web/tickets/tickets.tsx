import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Segmented, Skeleton } from "antd";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { TicketView } from "../../../contract/index.ts";
import { ticketQueues } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { ticketList, ticketsListed } from "../queries.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useMinute } from "../shell/window.ts";
import { Board } from "./board.tsx";
import { byUrgency } from "./clocks.ts";
import { fits } from "./filter.ts";
import { List } from "./list.tsx";
import { NewTicket } from "./new-ticket.tsx";
import "./tickets.css";

/** What the address keeps of the page's choices, so that a link shows the same. */
const useChoices = () => {
  const [search, setSearch] = useSearchParams();
  const set = (change: Readonly<Record<string, string | undefined>>): void => {
    const next = new URLSearchParams(search);
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined || value === "") next.delete(key);
      else next.set(key, value);
    }
    setSearch(next, { replace: true });
  };
  return {
    words: search.get("q") ?? "",
    queue: ticketQueues.find((one) => one === search.get("queue")),
    mine: search.get("mine") === "yes",
    closed: search.get("closed") === "yes",
    board: search.get("view") === "board",
    set,
  };
};
type Choices = ReturnType<typeof useChoices>;

const Queues = ({
  tickets,
  choices,
}: {
  readonly tickets: readonly TicketView[];
  readonly choices: Choices;
}): ReactNode => {
  const { t } = useTranslation();
  const { queue, mine, set } = choices;
  const me = useSession().name;
  const count = (fitting: (ticket: TicketView) => boolean): number => tickets.filter(fitting).length;
  const chips = [
    {
      word: t("ticketDesk.all"),
      on: !queue && !mine,
      count: tickets.length,
      go: { queue: undefined, mine: undefined },
    },
    {
      word: t("ticketDesk.mine"),
      on: mine,
      count: count((one) => one.assignee === me),
      go: { mine: mine ? undefined : "yes" },
    },
    ...ticketQueues.map((one) => ({
      word: t(`ticketDesk.queueName.${one}`),
      on: queue === one,
      count: count((ticket) => ticket.queue === one),
      go: { queue: queue === one ? undefined : one },
    })),
  ];
  return (
    <fieldset className="counts" aria-label={t("ticketDesk.queue")}>
      {chips.map(({ word, on, count: number, go }) => (
        <button key={word} type="button" aria-pressed={on} onClick={() => set(go)}>
          {word} <b>{number}</b>
        </button>
      ))}
    </fieldset>
  );
};

const Head = ({
  tickets,
  choices,
}: {
  readonly tickets: readonly TicketView[];
  readonly choices: Choices;
}): ReactNode => {
  const { t } = useTranslation();
  const { words, closed, board, set } = choices;
  return (
    <div className="tickets-head">
      <h1>{t("ticketDesk.title")}</h1>
      <NewTicket />
      <Input
        allowClear
        value={words}
        onChange={({ target }) => set({ q: target.value })}
        aria-label={t("ticketDesk.filter")}
        placeholder={t("ticketDesk.hint")}
        spellCheck={false}
      />
      <Queues tickets={tickets} choices={choices} />
      <Checkbox checked={closed} onChange={({ target }) => set({ closed: target.checked ? "yes" : undefined })}>
        {t("ticketDesk.closed")}
      </Checkbox>
      <Segmented
        aria-label={t("ticketDesk.view")}
        value={board ? "board" : "list"}
        options={[
          { value: "list", label: t("ticketDesk.list") },
          { value: "board", label: t("ticketDesk.board") },
        ]}
        onChange={(value) => set({ view: value === "board" ? "board" : undefined })}
      />
    </div>
  );
};

const Nothing = ({ any, clear }: { readonly any: boolean; readonly clear: () => void }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="empty">
      <p>{t(any ? "ticketDesk.none" : "ticketDesk.empty")}</p>
      {any ? <Button onClick={clear}>{t("ticketDesk.clear")}</Button> : null}
    </div>
  );
};

/** What is left for people, what is due first on top. */
const Tickets = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("ticketDesk.title"));
  const api = useApi();
  const { language } = usePreferences();
  const minute = useMinute();
  const me = useSession().name;
  const choices = useChoices();
  const { words, queue, mine, closed, board } = choices;
  const { data, error, refetch } = useQuery({
    ...ticketList(api, closed),
    placeholderData: (before) => before,
  });
  const asked = useDeferredValue(words);
  const shown = useMemo(
    () =>
      data
        ?.filter((one) => fits(one, { words: asked, queue, who: mine ? me : undefined }, language))
        .sort(byUrgency(minute)),
    [data, asked, queue, mine, me, language, minute],
  );
  const clear = (): void => choices.set({ q: undefined, queue: undefined, mine: undefined });
  return (
    <div className="tickets">
      <Head tickets={data ?? []} choices={choices} />
      <p className="only-read" role="status">
        {shown && data ? t("ticketDesk.shown", { shown: shown.length, all: data.length }) : ""}
      </p>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {shown === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {shown?.length === 0 ? <Nothing any={(data?.length ?? 0) > 0} clear={clear} /> : null}
      {data && data.length >= ticketsListed(closed) ? (
        <p className="quiet">{t("ticketDesk.cut", { count: data.length })}</p>
      ) : null}
      {shown && shown.length > 0 ? board ? <Board tickets={shown} /> : <List tickets={shown} /> : null}
    </div>
  );
};
export default Tickets;
