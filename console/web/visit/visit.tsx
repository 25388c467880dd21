import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { ProofLine, VisitView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { type Fact, Facts } from "../look/facts.tsx";
import { Files } from "../look/files.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useMinute } from "../shell/window.ts";
import { exact, moment } from "../times.ts";
import { Hours, placeOf, useClaimText, VisitMark } from "../visits/visit-line.tsx";
import { Dispatch } from "./dispatch.tsx";
import { Order } from "./order.tsx";
import "../tickets/tickets.css";
import "../visits/visits.css";

const ProofRow = ({ line }: { readonly line: ProofLine }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const marks = { seen: "✓", notSeen: "○", contradicted: "✕", cannotTell: "?" } as const;
  return (
    <li>
      <span className={`said verdict-${line.verdict}`}>
        <i aria-hidden="true">{marks[line.verdict]}</i>
        {t(`visit.verdict.${line.verdict}`)}
      </span>
      <span className="text">
        {line.title[language]}
        {line.device === undefined ? null : <span className="quiet">{t("brackets", { text: line.device })}</span>}
        <br />
        {line.text[language]}
      </span>
      <span className="quiet" title={line.record}>
        {line.at === undefined ? "" : moment(line.at, minute, language)}
      </span>
    </li>
  );
};

const Proof = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { proof } = visit;
  const left = visit.claims.some(({ action }) => action === "depart");
  return (
    <section className="panel">
      <h2>{t("visit.proof")}</h2>
      {proof && proof.lines.length > 0 ? (
        <ul className="proof">
          {proof.lines.map((line, n) => (
            <ProofRow key={`${line.subject} ${n}`} line={line} />
          ))}
        </ul>
      ) : (
        <p className="quiet">{t("visit.nothingClaimed")}</p>
      )}
      {proof && proof.unclaimed.length > 0 ? (
        <>
          <h3 className="verdict-notSeen">{t("visit.unclaimed")}</h3>
          <ul className="proof">
            {proof.unclaimed.map((line, n) => (
              <ProofRow key={`${line.subject} ${n}`} line={line} />
            ))}
          </ul>
        </>
      ) : null}
      {proof?.settledAt !== undefined ? (
        <p className="quiet">{t("visit.settled", { time: exact(proof.settledAt, language) })}</p>
      ) : left ? (
        <p className="quiet">{t("visit.open")}</p>
      ) : null}
    </section>
  );
};

const minuteMs = 60_000;

const Claims = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const textOf = useClaimText();
  if (visit.claims.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("visit.claims")}</h2>
      <ol className="timeline">
        {visit.claims.map((claim) => (
          <li key={`${claim.action} ${claim.at} ${claim.key}`} className="event">
            <time dateTime={new Date(claim.at).toISOString()}>{exact(claim.at, language)}</time>
            <span className="quiet">
              {claim.by.replace(/^user:/, "")}
              {claim.receivedAt - claim.at > minuteMs
                ? t("brackets", { text: t("visit.sentLater", { time: exact(claim.receivedAt, language) }) })
                : ""}
            </span>
            <span className="text">{textOf(claim)}</span>
          </li>
        ))}
      </ol>
      {visit.signature ? (
        <p>{t("visit.signature", { name: visit.signature.name, time: exact(visit.signature.at, language) })}</p>
      ) : null}
    </section>
  );
};

const People = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { contact, customer, contract, technicianPhone, van, note, reason } = visit;
  const said: readonly Fact[] = [
    [t("visitDesk.technician"), [visit.technicianName ?? visit.technician, technicianPhone].filter(Boolean).join(", ")],
    [t("ticketDesk.skill"), t(`skill.${visit.order.skill}`)],
    [t("ticketDesk.contact"), contact && [contact.name, contact.phone].filter(Boolean).join(", ")],
    [t("ticketDesk.customer"), customer],
    [t("ticketDesk.contract"), contract],
    [t("ticketDesk.van"), van],
    [t("visitDesk.noteFor"), note],
    [t("visitDesk.reason"), reason],
  ];
  return (
    <section className="panel">
      <h2>{t("ticketDesk.people")}</h2>
      <Facts facts={said} />
    </section>
  );
};

const Whole = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const works = useMay("visit");
  return (
    <>
      <div className="visit-head">
        <h1>{t("visitDesk.short", { number: visit.number, title: visit.order.title[language] })}</h1>
        <p>
          <VisitMark visit={visit} />
          <Hours visit={visit} />
        </p>
        <p>
          <Link to={`/terminals/${visit.terminal}`}>{placeOf(visit)}</Link>
          {visit.ticket === undefined ? (
            <span>{t("visit.ofRound")}</span>
          ) : (
            <Link to={`/tickets/${visit.ticket}`}>{t("visit.ofTicket", { ticket: visit.ticket })}</Link>
          )}
          {works ? <Link to={`/my-day/${visit.number}`}>{t("visitDesk.onPhone")}</Link> : null}
        </p>
      </div>
      <Dispatch visit={visit} />
      <div className="visit-body">
        <div>
          <People visit={visit} />
          <Order visit={visit} />
        </div>
        <div>
          <Proof visit={visit} />
          <Claims visit={visit} />
          <Files owner={{ kind: "visit", number: visit.number }} title={t("files.title")} />
        </div>
      </div>
    </>
  );
};

/** One visit: what was agreed, what was claimed, and what the terminal saw of it. */
const Visit = (): ReactNode => {
  const { t } = useTranslation();
  const number = Number(useParams()["number"]);
  useTitle(t("visitDesk.one", { number }));
  const api = useApi();
  const { data, error, refetch } = useQuery({ queryKey: keys.visit(number), queryFn: () => api.visit({ number }) });
  return (
    <div className="page visit">
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data ? <Whole visit={data} /> : null}
      {!data && !error ? <Skeleton active /> : null}
    </div>
  );
};
export default Visit;
