import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceHealth, DeviceView } from "../../../contract/index.ts";
import { isGood, standouts } from "../../i18n/reading.ts";
import { reasonText } from "../../i18n/said.ts";
import { StateMark } from "../look/state-mark.tsx";
import { Measure } from "../past/measure.tsx";
import { valueText } from "../past/series.ts";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { term } from "../words.ts";
import { Outlook } from "./outlook.tsx";

interface ReadingProps {
  readonly health: DeviceHealth;
  readonly stale: boolean;
  readonly terminal: string;
  readonly device: string;
}

/** Everything a reading says, part by part; of each measure, how it was before. */
const Reading = ({ health, stale, terminal, device }: ReadingProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const measures = Object.entries(health.measures);
  const [drawn, setDrawn] = useState<string>();
  return (
    <>
      <table className="reading">
        <thead>
          <tr>
            <th scope="col">{t("terminalPage.part")}</th>
            <th scope="col">{t("terminalPage.state")}</th>
            <th scope="col">{t("terminalPage.from")}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(health.components).map(([name, { state, since, vendorCode }]) => {
            const good = isGood(health.deviceClass, name, state);
            const mark = stale || state === "unknown" ? "unknown" : good ? "ok" : "faulty";
            return (
              <tr key={name}>
                <td>{term(language, "components", name)}</td>
                <td>
                  <span className="said">
                    <StateMark state={mark} />
                    {term(language, "states", state)}
                  </span>
                  {vendorCode === undefined ? null : <code title={t("terminalPage.code")}>{vendorCode}</code>}
                </td>
                <td title={exact(since, language)}>{ago(since, minute, language)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {measures.length === 0 ? null : (
        <table className="reading">
          <thead>
            <tr>
              <th scope="col">{t("terminalPage.measure")}</th>
              <th scope="col" className="number">
                {t("terminalPage.value")}
              </th>
            </tr>
          </thead>
          <tbody>
            {measures.map(([name, value]) => (
              <tr key={name}>
                <td>
                  <button
                    type="button"
                    className="measure-name"
                    aria-expanded={drawn === name}
                    onClick={() => setDrawn(drawn === name ? undefined : name)}
                  >
                    {term(language, "measures", name)}
                  </button>
                </td>
                <td className="number">{valueText(name, value, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {drawn === undefined ? null : (
        <Measure key={drawn} terminal={terminal} device={device} measure={drawn} close={() => setDrawn(undefined)} />
      )}
    </>
  );
};

/** What stands out, in a line; old readings say that they are. */
export const InShort = ({ view }: { readonly view: DeviceView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { health, stale, receivedAt } = view;
  if (!health || receivedAt === undefined) return <p className="quiet">{t("terminalPage.noReading")}</p>;
  const { told, unknown } = standouts(health, language);
  const head = health.availability === "online" ? [] : [t(`availability.${health.availability}`)];
  const because = health.because ? [reasonText(health.because, language)] : [];
  const said = [...head, ...because, ...told, ...unknown].join(t("comma"));
  return (
    <>
      {stale ? <p className="stale">{t("terminalPage.stale", { time: exact(receivedAt, language) })}</p> : null}
      <p className={stale ? "quiet" : ""}>{said === "" ? t("terminalPage.allGood") : said}</p>
    </>
  );
};

/** One module of a terminal. */
export const Module = ({ view, terminal }: { readonly view: DeviceView; readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const { device, deviceClass, condition, identity, driver, port, health, receivedAt, stale } = view;
  const facts = [[identity.manufacturer, identity.model].filter(Boolean).join(" ")].filter((fact) => fact !== "");
  return (
    <section className={`module-card module-${condition}`} aria-label={device}>
      <h3>
        <StateMark state={condition} />
        <span>{term(language, "deviceClasses", deviceClass)}</span>
        <span className="quiet">{device}</span>
        <span className="end">{t(`condition.${condition}`)}</span>
      </h3>
      <InShort view={view} />
      {facts.length === 0 ? null : <p className="quiet">{facts.join(" · ")}</p>}
      <Outlook terminal={terminal} view={view} />
      {health ? (
        <details>
          <summary>{t("terminalPage.parts")}</summary>
          <Reading health={health} stale={stale} terminal={terminal} device={device} />
          <p className="quiet small">
            {driver === undefined ? "" : t("terminalPage.port", { driver, port: port ?? "–" })}
            {receivedAt === undefined
              ? ""
              : ` · ${t("terminalPage.read", { time: ago(receivedAt, minute, language) })}`}
          </p>
        </details>
      ) : null}
    </section>
  );
};
