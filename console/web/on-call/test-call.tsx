import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallTest, OnCallView, TicketQueue } from "../../../contract/index.ts";
import { queueTitles, ticketQueues } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Zoned } from "../look/zoned.tsx";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { onCallKey } from "./data.ts";
import { Way } from "./way.tsx";
import { useNamed } from "./words.ts";

type Rotas = OnCallView["rotas"];
type Step = OnCallTest["steps"][number];

const useWhen = ({ acceptMinutes }: OnCallTest): ((at: number, index: number) => string) => {
  const { t } = useTranslation();
  return (at, index) => {
    if (at === 0) return t("onCallDesk.atOnce");
    const minutes = (acceptMinutes ?? 0) * index;
    return acceptMinutes === undefined
      ? t("onCallDesk.atPercent", { percent: at })
      : t("onCallDesk.notAccepted", { minutes, percent: at });
  };
};

const Told = ({ who, rotas }: { readonly who: Step["told"][number]; readonly rotas: Rotas }): ReactNode => {
  const { t } = useTranslation();
  const named = useNamed(rotas);
  const { person, name, rota, insteadOf, until, ways } = who;
  const zone = rotas.find((one) => one.rota === rota)?.zone;
  return (
    <li>
      <strong>{name ?? person}</strong>
      {rota === undefined ? null : ` ${t("onCallDesk.ofRota", { rota: named(rota) })}`}
      {until === undefined || zone === undefined ? null : (
        <>
          {t("comma")}
          {t("onCallDesk.onDutyUntil")} <Zoned from={until} zone={zone} />
        </>
      )}
      {insteadOf === undefined ? null : (
        <span className="warned">
          {" "}
          {t("onCallDesk.instead", { of: insteadOf.split(", ").map(named).join(t("comma")) })}
        </span>
      )}
      <ul className="ways-told">
        {ways.map((way) => (
          <li key={way.channel}>
            <Way way={way} />
          </li>
        ))}
      </ul>
    </li>
  );
};

const Steps = ({ test, rotas }: { readonly test: OnCallTest; readonly rotas: Rotas }): ReactNode => {
  const { t } = useTranslation();
  const when = useWhen(test);
  const named = useNamed(rotas);
  if (!test.path) return <p className="nobody">{t("onCallDesk.noPath")}</p>;
  return (
    <>
      {test.severities ? (
        <p>
          {t("onCallDesk.onlySeverities", {
            severities: test.severities.map((one) => t(`severity.${one}`)).join(t("comma")),
          })}
        </p>
      ) : null}
      <ol className="steps">
        {test.steps.map(({ at, told, gaps }, n) => (
          <li key={at}>
            <span className="when">{when(at, n)}</span>
            <ul>
              {gaps.map((gap) => (
                <li key={gap} className="nobody">
                  {t("onCallDesk.nobodyToTell", { of: named(gap) })}
                </li>
              ))}
              {told.map((who) => (
                <Told key={who.person} who={who} rotas={rotas} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <p className="quiet">{t("onCall.nobodyTold")}</p>
    </>
  );
};

/** Who would be called of a ticket now, how, and who after them. Nobody is. */
export const TestCall = ({ rotas }: { readonly rotas: Rotas }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const [queue, setQueue] = useState<TicketQueue>();
  const { data, error, refetch } = useQuery({
    queryKey: [...onCallKey, "test", queue],
    queryFn: () => api.testOnCall(queue === undefined ? {} : { queue }),
    enabled: queue !== undefined,
    // It says who would be called now.
    staleTime: 0,
  });
  const [test] = data ?? [];
  return (
    <section className="panel test-call" aria-labelledby="test-call">
      <h2 id="test-call">{t("onCallDesk.whoWould")}</h2>
      <fieldset className="counts" aria-label={t("onCallDesk.ofQueue")}>
        {ticketQueues.map((one) => (
          <button key={one} type="button" aria-pressed={one === queue} onClick={() => setQueue(one)}>
            {queueTitles[one][language]}
          </button>
        ))}
      </fieldset>
      <div aria-live="polite">
        {error ? <Failure error={error} again={() => void refetch()} /> : null}
        {queue !== undefined && test === undefined && !error ? <Skeleton active paragraph={{ rows: 3 }} /> : null}
        {test ? <Steps test={test} rotas={rotas} /> : null}
      </div>
    </section>
  );
};
