import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AssetView, DeviceView, ForecastView, Language, TerminalAssets } from "../../../contract/index.ts";
import { measures } from "../../../contract/plain.ts";
import { measureText } from "../../i18n/said.ts";
import { SetWarranty, useWarrantyText } from "../assets/warranty.tsx";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMinute } from "../shell/window.ts";
import { ago } from "../times.ts";
import { term } from "../words.ts";
import { Due } from "./due.tsx";
import { NewPart } from "./new-part.tsx";

/** What the register knows of a terminal and its modules. */
export const useTerminalAssets = (terminal: string): TerminalAssets | undefined => {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.terminal(terminal), "assets"],
    queryFn: () => api.terminalAssets({ terminal }),
  }).data;
};

const useForecasts = (terminal: string): readonly ForecastView[] => {
  const api = useApi();
  const { data } = useQuery({
    queryKey: [...keys.terminal(terminal), "forecasts"],
    queryFn: () => api.forecasts({ terminal }),
  });
  return data ?? [];
};

const isCounter = (name: string): boolean =>
  (measures as Readonly<Record<string, { readonly counter: boolean }>>)[name]?.counter === true;
/** How the line to it fares belongs to the parts. */
const aboutLine = ["linkFrames", "linkErrors", "linkDiscardedBytes"];

const countersOf = ({ health }: DeviceView, language: Language): string[] =>
  Object.entries(health?.measures ?? {})
    .filter(([name]) => isCounter(name) && !aboutLine.includes(name))
    .map(([name, value]) => `${term(language, "measures", name)} ${measureText(name, value, language)}`);

const useUnit = (asset: AssetView | undefined): string[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const warrantyText = useWarrantyText();
  if (!asset) return [];
  const { unit, told, since, warranty, conflict, alsoIn } = asset;
  const serial =
    unit.serial === undefined
      ? t("terminalOutlook.noSerial")
      : t(told ? "terminalPage.serial" : "terminalOutlook.serialBefore", { serial: unit.serial });
  return [
    serial,
    unit.firmware === undefined ? "" : t("terminalPage.firmware", { firmware: unit.firmware }),
    t("terminalOutlook.since", { time: ago(since, minute, language) }),
    warranty === undefined ? "" : warrantyText(warranty, minute),
    conflict
      ? t("terminalOutlook.conflict", { places: alsoIn.map((one) => `${one.terminal}/${one.device}`).join(", ") })
      : "",
  ].filter((fact) => fact !== "");
};

/** Who a module is, what it has counted, when something of it is used up; and what can be done with it from here. */
export const Outlook = ({ terminal, view }: { readonly terminal: string; readonly view: DeviceView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const asset = useTerminalAssets(terminal)?.modules.find(({ device }) => device === view.device);
  const unit = useUnit(asset);
  const own = useForecasts(terminal).filter(({ device }) => device === view.device);
  const counters = countersOf(view, language);
  return (
    <>
      <dl className="outlook">
        {unit.length === 0 ? null : (
          <div>
            <dt>{t("terminalOutlook.unit")}</dt>
            <dd>{unit.join(" · ")}</dd>
          </div>
        )}
        {counters.length === 0 ? null : (
          <div>
            <dt>{t("terminalOutlook.counters")}</dt>
            <dd className={view.stale ? "quiet" : ""}>{counters.join(" · ")}</dd>
          </div>
        )}
        {own.map((one) => (
          <div key={one.item}>
            <dt>{one.title[language]}</dt>
            <dd>
              <Due one={one} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="module-ways">
        <Link
          to={`/diagnose/${terminal}/${view.device}`}
          aria-label={t("pair", { a: t("diagnosePage.open"), b: `${terminal} ${view.device}` })}
        >
          {t("diagnosePage.open")}
        </Link>
        <NewPart terminal={terminal} device={view.device} parts={own.filter(({ renewable }) => renewable)} />
        {asset ? <SetWarranty place={{ ...asset, serial: asset.unit.serial }} /> : null}
      </div>
    </>
  );
};
