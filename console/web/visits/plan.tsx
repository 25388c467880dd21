import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { VisitView } from "../../../contract/index.ts";
import { hours } from "../../i18n/times.ts";
import { useMinute } from "../shell/window.ts";
import { useDayName } from "./day-name.ts";
import { dayOf, daysLater, technicians, within } from "./days.ts";
import { VisitMark } from "./visit-line.tsx";

const daysShown = 7;

const Card = ({ visit }: { readonly visit: VisitView }): ReactNode => (
  <li className="plan-card">
    <Link to={`/visits/${visit.number}`}>{hours(visit.appointment, visit.appointment.zone).slice(11)}</Link>
    <span>{visit.terminalName}</span>
    <span className="quiet">{visit.site}</span>
    <VisitMark visit={visit} />
  </li>
);

/** The dispatcher's view: a row for everybody who goes out, a column a day. Hours are those of the site. */
export const Plan = ({ visits }: { readonly visits: readonly VisitView[] }): ReactNode => {
  const { t } = useTranslation();
  const nameOf = useDayName();
  const today = dayOf(useMinute());
  const [week, setWeek] = useState(0);
  const begin = daysLater(today, week * daysShown);
  const days = Array.from({ length: daysShown }, (_, n) => daysLater(begin, n));
  const there = visits.filter((one) => within(one, begin, daysLater(begin, daysShown)));
  return (
    <>
      <div className="plan-week">
        <Button disabled={week <= -1} onClick={() => setWeek(week - 1)}>
          {t("visitDesk.earlier")}
        </Button>
        <Button disabled={week >= 7} onClick={() => setWeek(week + 1)}>
          {t("visitDesk.later")}
        </Button>
        <span className="quiet">{t("visitDesk.siteHours")}</span>
      </div>
      {there.length === 0 ? <p className="panel empty">{t("visitDesk.none.week")}</p> : null}
      {there.length > 0 ? (
        <section className="plan-box" aria-label={t("visitDesk.byTechnician")}>
          <table className="plan">
            <thead>
              <tr>
                <th scope="col">{t("visitDesk.technician")}</th>
                {days.map((day) => (
                  <th key={day} scope="col">
                    {nameOf(day)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {technicians(there).map(([id, name]) => (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  {days.map((day) => (
                    <td key={day}>
                      <ul>
                        {there
                          .filter((one) => one.technician === id && dayOf(one.appointment.from) === day)
                          .map((visit) => (
                            <Card key={visit.number} visit={visit} />
                          ))}
                      </ul>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </>
  );
};
