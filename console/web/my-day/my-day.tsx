import { Skeleton } from "antd";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { VisitView } from "../../../contract/index.ts";
import { withEntries } from "../offline/entry.ts";
import { useEntries } from "../offline/phone-context.tsx";
import { workOffline } from "../offline/register.ts";
import { useDay } from "../offline/use-day.ts";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Hours, VisitMark } from "../visits/visit-line.tsx";
import { Waiting } from "./waiting.tsx";
import "../visits/visits.css";

const Card = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { language } = usePreferences();
  return (
    <li>
      <Link to={`/my-day/${visit.number}`} className="panel day-card">
        <b>{visit.terminalName}</b>
        <span>{visit.site}</span>
        <Hours visit={visit} />
        <span className="quiet">{visit.order.title[language]}</span>
        <VisitMark visit={visit} />
      </Link>
    </li>
  );
};

/** A technician's day on a phone: where to go, in order; readable without a network. */
const MyDay = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("phone.title"));
  useEffect(workOffline, []);
  const { data, error, refetch } = useDay();
  const entries = useEntries();
  return (
    <div className="page phone">
      <h1>{t("phone.title")}</h1>
      <Waiting visits={data?.visits ?? []} places={data?.places ?? []} {...(data?.old ? { at: data.at } : {})} />
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton active /> : null}
      {data?.visits.length === 0 ? <p className="panel empty">{t("phone.none")}</p> : null}
      <ul className="day">
        {data?.visits.map((visit) => (
          <Card key={visit.number} visit={withEntries(visit, entries)} />
        ))}
      </ul>
    </div>
  );
};
export default MyDay;
