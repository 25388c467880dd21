import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ForecastView, StockPart } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys, ticketList } from "../queries.ts";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { Hours } from "../visits/visit-line.tsx";
import { term } from "../words.ts";
import { askedBy } from "./joins.ts";
import { useVisitsAhead } from "./use-spares.ts";

/** Of a long list the first; how many more there are is said. */
const shown = 8;
const More = ({ count }: { readonly count: number }): ReactNode => {
  const { t } = useTranslation();
  return count > shown ? <p className="quiet">{t("spares.andMore", { count: count - shown })}</p> : null;
};

/** Open tickets and visits to come that ask for it. */
export const Asked = ({ item }: { readonly item: string }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { language } = usePreferences();
  const tickets = useQuery(ticketList(api));
  const visits = useVisitsAhead();
  const asked = askedBy(item, tickets.data ?? [], visits.data ?? []);
  const known = tickets.data !== undefined && visits.data !== undefined;
  return (
    <section className="panel">
      <h2>{t("spares.askedBy")}</h2>
      {known && asked.tickets.length + asked.visits.length === 0 ? (
        <p className="quiet">{t("spares.askedByNone")}</p>
      ) : null}
      <ul className="plain">
        {asked.visits.slice(0, shown).map((visit) => (
          <li key={`v${visit.number}`}>
            <Link to={`/visits/${visit.number}`}>
              {t("visitDesk.byWho", { number: visit.number, who: visit.technicianName ?? visit.technician })}
            </Link>{" "}
            {visit.terminal} <Hours visit={visit} />
          </li>
        ))}
        {asked.tickets.slice(0, shown).map(({ number, terminal, title }) => (
          <li key={`t${number}`}>
            <Link to={`/tickets/${number}`}>#{number}</Link> {terminal} · {title[language]}
          </li>
        ))}
      </ul>
      <More count={Math.max(asked.visits.length, asked.tickets.length)} />
    </section>
  );
};

const Due = ({ one }: { readonly one: ForecastView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const percent = one.share === undefined ? "" : ` · ${t("spares.used", { percent: Math.floor(one.share * 100) })}`;
  if (one.dueAt === undefined) return `${t("terminalOutlook.tooEarly")}${percent}`;
  return (
    <span title={exact(one.dueAt, language)}>
      {one.dueAt <= minute ? t("terminalOutlook.usedUp") : ago(one.dueAt, minute, language)}
      {percent}
    </span>
  );
};

/** When it is used up in the field, the soonest first. */
export const Wears = ({ part: { item, dueSoon } }: { readonly part: StockPart }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data } = useQuery({
    queryKey: [...keys.stock, "forecasts", item],
    queryFn: () => api.forecasts({ spare: item, limit: 200 }),
    enabled: dueSoon !== undefined,
  });
  if (dueSoon === undefined) return null;
  return (
    <section className="panel">
      <h2>{t("spares.wears")}</h2>
      <p>{t("spares.dueSoon", { count: dueSoon })}</p>
      <dl className="facts">
        {data?.slice(0, shown).map((one) => (
          <div key={`${one.terminal} ${one.device} ${one.item}`}>
            <dt>
              <Link to={`/terminals/${one.terminal}`}>{one.terminal}</Link> <span className="quiet">{one.device}</span>
            </dt>
            <dd>
              <Due one={one} />
            </dd>
          </div>
        ))}
      </dl>
      <More count={data?.length ?? 0} />
    </section>
  );
};

/** Which faults ask for it, and which devices it goes into. */
export const Fits = ({ part: { faults, models, classes } }: { readonly part: StockPart }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <section className="panel">
      <h2>{t("spares.fits")}</h2>
      <p>
        {classes.length === 0
          ? t("spares.fitsAny")
          : classes.map((one) => term(language, "deviceClasses", one)).join(t("comma"))}
      </p>
      {faults.length === 0 ? null : <h3>{t("spares.faults")}</h3>}
      <ul className="plain">
        {faults.map(({ code, title }) => (
          <li key={code}>
            <Link to={`/knowledge/${code}`}>{title[language]}</Link>
          </li>
        ))}
      </ul>
      {models.length === 0 ? null : <h3>{t("spares.models")}</h3>}
      <dl className="facts">
        {models.slice(0, shown).map(({ deviceClass, manufacturer, model, count }) => (
          <div key={`${deviceClass} ${manufacturer} ${model}`}>
            <dt>
              {model === undefined ? (
                <span className="quiet">{t("assetsPage.noModel")}</span>
              ) : (
                <Link to={`/modules?q=${encodeURIComponent(model)}`}>
                  {[manufacturer, model].filter(Boolean).join(" ")}
                </Link>
              )}
            </dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      <More count={models.length} />
    </section>
  );
};
