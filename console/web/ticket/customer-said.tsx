import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Score, TicketView } from "../../../contract/index.ts";
import { judgedStates } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { NewComplaint } from "../complaints/new-complaint.tsx";
import { StateWords } from "../complaints/state-words.tsx";
import { Moment } from "../look/moment.tsx";
import { useActor, useNames } from "../people.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { ScoreButton } from "./score-form.tsx";

/** One opinion: what it was, of whose work, and who wrote it down. */
const Opinion = ({ score, corrected }: { readonly score: Score; readonly corrected: boolean }): ReactNode => {
  const { t } = useTranslation();
  const nameOf = useNames();
  const who = useActor();
  const { score: opinion, points, from, engineer, note, by, at, visit } = score;
  const words = t("customerSaid.opinion", { opinion: t(`opinion.${opinion}`), count: points });
  const more = [
    t(`satisfaction.from.${from}`),
    ...(visit === undefined ? [] : [t("customerSaid.visit", { number: visit })]),
    ...(engineer === undefined ? [] : [t("customerSaid.workOf", { name: nameOf(engineer) })]),
    ...(corrected ? [t("customerSaid.corrected")] : []),
  ];
  return (
    <li>
      {corrected ? <s>{words}</s> : <b>{words}</b>}
      {note === undefined || note === "" ? null : <p>{note}</p>}
      <p className="quiet">{more.join(" · ")}</p>
      <p className="quiet">
        <Moment at={at} /> · {who(by)}
      </p>
    </li>
  );
};

/** Every opinion on the ticket's work, the newest first; nothing is asked while its timeline tells of none. */
const Opinions = ({ ticket: { number, timeline } }: { readonly ticket: TicketView }): ReactNode => {
  const api = useApi();
  const { data = [] } = useQuery({
    queryKey: keys.scores(number),
    queryFn: () => api.scores({ number }),
    enabled: timeline.some(({ kind }) => kind === "scored"),
  });
  const corrected = new Set(data.flatMap(({ corrects }) => corrects ?? []));
  if (data.length === 0) return null;
  return (
    <ul className="opinions">
      {data.toReversed().map((score) => (
        <Opinion key={score.n} score={score} corrected={corrected.has(score.n)} />
      ))}
    </ul>
  );
};

/** Complaints about this ticket. */
const Complaints = ({ ticket: { number } }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data = [] } = useQuery({
    queryKey: keys.complaintsOf(number),
    queryFn: () => api.complaints({ ticket: number, all: true }),
  });
  return data.map((complaint) => (
    <p key={complaint.number}>
      <Link to={`/complaints/${complaint.number}`}>
        {t("customerSaid.complaint", { number: complaint.number, from: complaint.from })}
      </Link>{" "}
      <span className="quiet">
        <StateWords complaint={complaint} />
      </span>
    </p>
  ));
};

/** What the customer said of the work, corrected opinions too, and what they complained of. Whoever only looks sees it once there is something. */
export const CustomerSaid = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("ticket");
  const scored = ticket.timeline.some(({ kind }) => kind === "scored");
  if (!may && !scored) return null;
  return (
    <section className="panel">
      <h2>{t("customerSaid.title")}</h2>
      <Opinions ticket={ticket} />
      {may ? <Complaints ticket={ticket} /> : null}
      {may ? (
        <div className="actions">
          {judgedStates.includes(ticket.state) ? <ScoreButton ticket={ticket} again={scored} /> : null}
          <NewComplaint ticket={ticket.number} />
        </div>
      ) : null}
    </section>
  );
};
