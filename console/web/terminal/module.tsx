import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DeviceHealth, DeviceView } from "../../../contract/index.ts";
import { isGood, standouts } from "../../i18n/reading.ts";
import { measureText, reasonText } from "../../i18n/said.ts";
import { duration } from "../../i18n/times.ts";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { term } from "../words.ts";

/** Everything a reading says, part by part. */
const Reading = ({ health, stale }: { readonly health: DeviceHealth; readonly stale: boolean }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const measures = Object.entries(health.measures);
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
                <td>{term(language, "measures", name)}</td>
                <td className="number">
                  {name === "uptime" ? duration(value * 1000, language) : measureText(name, value, language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
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
  const facts = [
    [identity.manufacturer, identity.model].filter(Boolean).join(" "),
    identity.serial === undefined ? "" : t("terminalPage.serial", { serial: identity.serial }),
    identity.firmware === undefined ? "" : t("terminalPage.firmware", { firmware: identity.firmware }),
  ].filter((fact) => fact !== "");
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
      <p>
        <Link
          to={`/diagnose/${terminal}/${device}`}
          aria-label={t("pair", { a: t("diagnosePage.open"), b: `${terminal} ${device}` })}
        >
          {t("diagnosePage.open")}
        </Link>
      </p>
      {health ? (
        <details>
          <summary>{t("terminalPage.parts")}</summary>
          <Reading health={health} stale={stale} />
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
