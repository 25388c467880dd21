import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { StockPlace, VisitView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Waiting } from "../my-day/waiting.tsx";
import { type Entry, withEntries } from "../offline/entry.ts";
import { useEntries } from "../offline/phone-context.tsx";
import { workOffline } from "../offline/register.ts";
import { useDay } from "../offline/use-day.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { timeOfDay } from "../times.ts";
import { Order } from "../visit/order.tsx";
import { Hours, useClaimText, VisitMark } from "../visits/visit-line.tsx";
import { Steps } from "./steps.tsx";
import "../visits/visits.css";

const Head = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { contact, note } = visit;
  return (
    <section className="panel site-head">
      <h1>{visit.terminalName}</h1>
      <span>
        {visit.site} <span className="quiet">{visit.terminal}</span>
      </span>
      <Hours visit={visit} />
      <span>{visit.order.title[language]}</span>
      <VisitMark visit={visit} />
      {contact ? (
        <span>
          {contact.name}{" "}
          {contact.phone ? <a href={`tel:${contact.phone.replaceAll(" ", "")}`}>{contact.phone}</a> : null}
        </span>
      ) : null}
      {note ? <span>{t("visit.note", { note })}</span> : null}
    </section>
  );
};

const SaidSoFar = ({
  visit,
  entries,
}: {
  readonly visit: VisitView;
  readonly entries: readonly Entry[];
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const textOf = useClaimText();
  if (visit.claims.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("visit.claims")}</h2>
      <ol className="said-list">
        {visit.claims.map((claim) => (
          <li key={claim.key ?? `${claim.action} ${claim.at}`}>
            <span className="quiet">
              {timeOfDay(claim.at, language)}
              {entries.some(({ key }) => key === claim.key) ? t("brackets", { text: t("phone.notSent") }) : ""}
            </span>
            {textOf(claim)}
          </li>
        ))}
      </ol>
    </section>
  );
};

interface WholeProps {
  readonly visit: VisitView;
  readonly places: readonly StockPlace[];
  readonly at: number | undefined;
}

const Whole = ({ visit, places, at }: WholeProps): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("visit");
  const entries = useEntries();
  const now = withEntries(visit, entries);
  return (
    <>
      <Head visit={now} />
      <Waiting visits={[visit]} places={places} only={visit.number} {...(at === undefined ? {} : { at })} />
      {may ? <Steps visit={now} places={places} /> : <p className="panel quiet">{t("phone.mayNot")}</p>}
      <SaidSoFar visit={now} entries={entries} />
      <Order visit={now} />
      <p>
        <Link to={`/visits/${visit.number}`}>{t("phone.whole")}</Link>
      </p>
    </>
  );
};

/** One visit on a phone, at the machine. Of today's it is read from what is kept; any other is asked for. */
const OnSite = (): ReactNode => {
  const { t } = useTranslation();
  const number = Number(useParams()["number"]);
  useTitle(t("visitDesk.one", { number }));
  useEffect(workOffline, []);
  const api = useApi();
  const day = useDay();
  const kept = day.data?.visits.find((one) => one.number === number);
  const asked = useQuery({
    queryKey: keys.visit(number),
    queryFn: () => api.visit({ number }),
    enabled: !day.isPending && !kept,
  });
  const visit = kept ?? asked.data;
  const error = visit ? undefined : (asked.error ?? undefined);
  return (
    <div className="page phone">
      <Link to="/my-day">← {t("phone.title")}</Link>
      {error ? <Failure error={error} again={() => void asked.refetch()} /> : null}
      {visit ? (
        <Whole visit={visit} places={day.data?.places ?? []} at={day.data?.old ? day.data.at : undefined} />
      ) : null}
      {!visit && !error ? <Skeleton active /> : null}
    </div>
  );
};
export default OnSite;
