import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockPlace, VisitView } from "../../../contract/index.ts";
import { useLine } from "../live/live-context.tsx";
import type { Entry } from "../offline/entry.ts";
import { useEntries, usePhone } from "../offline/phone-context.tsx";
import { SwapForm } from "../on-site/swap-form.tsx";
import { usePreferences } from "../preferences.ts";
import { timeOfDay } from "../times.ts";
import { useClaimText } from "../visits/visit-line.tsx";
import "./phone.css";

const useWorkText = (): ((entry: Entry) => string) => {
  const { t } = useTranslation();
  const claimText = useClaimText();
  return ({ work }) => {
    if (work.kind === "act") return claimText(work.body as Parameters<typeof claimText>[0]);
    if (work.kind === "photo") return t("pair", { a: t("phone.photo"), b: work.name });
    return t("pair", { a: t("phone.score"), b: t(`phone.opinion.${work.body.score}`) });
  };
};

const Line = ({ entry }: { readonly entry: Entry }): ReactNode => {
  const { language } = usePreferences();
  const textOf = useWorkText();
  return (
    <>
      <span className="quiet">
        {timeOfDay(entry.at, language)} · {entry.place}
      </span>
      <span>{textOf(entry)}</span>
    </>
  );
};

interface AboutProps {
  readonly visits: readonly VisitView[];
  readonly places: readonly StockPlace[];
}

const Refused = ({ entry, visits, places }: AboutProps & { readonly entry: Entry }): ReactNode => {
  const { t } = useTranslation();
  const { outbox } = usePhone();
  const { language } = usePreferences();
  const [mending, setMending] = useState(false);
  const visit = visits.find(({ number }) => number === entry.visit);
  const swap = entry.work.kind === "act" && entry.work.body.action === "swap" ? entry.work.body : undefined;
  return (
    <li className="refused">
      <Line entry={entry} />
      <b>{t("phone.refused")}</b>
      <span className="reason">{entry.refused?.text?.[language] ?? entry.refused?.message}</span>
      <span className="actions">
        {swap && visit ? (
          <Button type="primary" onClick={() => setMending(true)}>
            {t("phone.mend")}
          </Button>
        ) : null}
        <Button onClick={() => void outbox.again(entry.key)}>{t("phone.again")}</Button>
        <Button onClick={() => void outbox.remove(entry.key)}>{t("phone.remove")}</Button>
      </span>
      {mending && swap && visit ? (
        <SwapForm
          visit={visit}
          places={places}
          before={swap}
          close={() => setMending(false)}
          done={(body) => outbox.again(entry.key, { kind: "act", body })}
        />
      ) : null}
    </li>
  );
};

/** What the broker has not heard of yet, and what it refused; and whether there is a network at all. `only`: of this visit. */
export const Waiting = ({
  visits,
  places,
  at,
  only,
}: AboutProps & { readonly at?: number; readonly only?: number }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { outbox } = usePhone();
  const line = useLine().state;
  const entries = useEntries().filter((entry) => only === undefined || entry.visit === only);
  const refused = entries.filter((entry) => entry.refused);
  const waiting = entries.filter((entry) => !entry.refused);
  return (
    <div className="outbox" role="status">
      {line === "connected" ? null : (
        <p className="panel offline">
          {t("phone.offline")} {at === undefined ? null : t("phone.asOf", { time: timeOfDay(at, language) })}
        </p>
      )}
      {refused.length > 0 ? (
        <ul className="panel">
          {refused.map((entry) => (
            <Refused key={entry.key} entry={entry} visits={visits} places={places} />
          ))}
        </ul>
      ) : null}
      {waiting.length > 0 ? (
        <section className="panel">
          <h2>{t("phone.waiting", { count: waiting.length })}</h2>
          <ul>
            {waiting.map((entry) => (
              <li key={entry.key}>
                <Line entry={entry} />
              </li>
            ))}
          </ul>
          {refused.some(({ visit }) => waiting.some((one) => one.visit === visit)) ? (
            <p className="quiet">{t("phone.held")}</p>
          ) : null}
          {line === "connected" ? <Button onClick={() => void outbox.flush()}>{t("phone.sendNow")}</Button> : null}
        </section>
      ) : null}
    </div>
  );
};
