import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TicketEvent } from "../../../contract/index.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { exact } from "../times.ts";

type Told = Pick<TicketEvent, "at" | "by" | "text">;

/** What happened to a ticket or a complaint, the newest first. */
export const Timeline = ({ events }: { readonly events: readonly Told[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  return (
    <section className="panel">
      <h2>{t("ticketDesk.timeline")}</h2>
      <ol className="timeline">
        {events.toReversed().map((event, n) => (
          <li key={events.length - n} className="event">
            <time dateTime={new Date(event.at).toISOString()}>{exact(event.at, language)}</time>
            <span className="quiet">{who(event.by)}</span>
            <span className="text">{event.text[language]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
};
