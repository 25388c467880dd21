import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { OnCallView } from "../../../contract/index.ts";
import { queueTitles } from "../../../contract/plain.ts";
import { Zoned } from "../look/zoned.tsx";
import { usePeople } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago } from "../times.ts";
import { useOnCall } from "./data.ts";
import { TestCall } from "./test-call.tsx";
import { Warnings } from "./warnings.tsx";

type Rota = OnCallView["rotas"][number];
type Turn = NonNullable<Rota["now"]>;

/** A number as a phone dials it. */
const dialled = (phone: string): string => `tel:${phone.replaceAll(/[^+\d]/g, "")}`;

const Who = ({ turn: { person, name } }: { readonly turn: Turn }): ReactNode => {
  const phone = usePeople().get(person)?.phone;
  return (
    <>
      <strong>{name ?? person}</strong>
      {phone === undefined ? null : <a href={dialled(phone)}>{phone}</a>}
    </>
  );
};

const OnDuty = ({ turn, zone }: { readonly turn: Turn; readonly zone: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  return (
    <>
      <p className="who on-duty">
        <Who turn={turn} />
        {turn.change === undefined ? null : (
          <span className="quiet">{t("onCallDesk.byChange", { n: turn.change })}</span>
        )}
      </p>
      <p>
        {t("onCallDesk.until")} <Zoned from={turn.to} zone={zone} />{" "}
        <span className="quiet">{t("brackets", { text: ago(turn.to, minute, language) })}</span>
      </p>
    </>
  );
};

const RotaCard = ({ rota, missing }: { readonly rota: Rota; readonly missing: boolean }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { now, next, zone, queues } = rota;
  const served = queues.map((queue) => queueTitles[queue][language]).join(t("comma"));
  return (
    <li className={`panel rota ${missing ? "rota-missing" : ""}`}>
      <h2>{rota.title[language]}</h2>
      <p className="quiet">{served === "" ? t("onCallDesk.noQueue") : served}</p>
      {now ? <OnDuty turn={now} zone={zone} /> : null}
      {now || missing ? null : <p className="quiet">{t("onCallDesk.offHours")}</p>}
      {missing && !now ? <p className="nobody">{t("onCallDesk.nobodyNow")}</p> : null}
      {next ? (
        <div className="then">
          <p className="who">
            <span className="quiet">{t("onCallDesk.then")}</span> <Who turn={next} />
          </p>
          <p>
            <span className="quiet">{t("onCallDesk.from")}</span> <Zoned from={next.from} zone={zone} />
          </p>
        </div>
      ) : (
        <p className="warned">{t("onCallDesk.nobodyNext")}</p>
      )}
    </li>
  );
};

const Empty = (): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("configure");
  return (
    <div className="panel">
      <p>{t("onCallDesk.noRota")}</p>
      {may ? (
        <p>
          <Link to="/on-call/plan">{t("onCallDesk.writePlan")}</Link>
        </p>
      ) : null}
    </div>
  );
};

/** Who is on duty, until when, who comes next, and who would be called. */
export const Now = (): ReactNode => {
  const { t } = useTranslation();
  const { data, error, refetch } = useOnCall();
  const may = useMay("ticket");
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (data.rotas.length === 0) return <Empty />;
  const isMissing = ({ rota, queues }: Rota): boolean =>
    data.gaps.some(({ of, from }) => from <= data.at && (of === rota || queues.some((queue) => queue === of)));
  return (
    <>
      <Warnings warnings={data.warnings} missing={data.gaps.some(({ from }) => from <= data.at)} />
      <ul className="rotas" aria-label={t("onCallDesk.part.now")}>
        {data.rotas.map((rota) => (
          <RotaCard key={rota.rota} rota={rota} missing={isMissing(rota)} />
        ))}
      </ul>
      {may ? <TestCall rotas={data.rotas} /> : null}
    </>
  );
};
