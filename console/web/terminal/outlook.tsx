import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AssetView, DeviceView, ForecastView, Language } from "../../../contract/index.ts";
import { measures } from "../../../contract/plain.ts";
import { measureText } from "../../i18n/said.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { term } from "../words.ts";

/** From here on a part is due: the rules say the same. */
const nearly = 0.9;

/** What the register knows of each module of a terminal, and what is to be expected of it. */
const useOutlook = (
  terminal: string,
): { readonly assets: readonly AssetView[]; readonly forecasts: readonly ForecastView[] } => {
  const api = useApi();
  const assets = useQuery({
    queryKey: [...keys.terminal(terminal), "assets"],
    queryFn: () => api.terminalAssets({ terminal }),
  });
  const forecasts = useQuery({
    queryKey: [...keys.terminal(terminal), "forecasts"],
    queryFn: () => api.forecasts({ terminal }),
  });
  return { assets: assets.data?.modules ?? [], forecasts: forecasts.data ?? [] };
};

const Due = ({ one }: { readonly one: ForecastView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const { dueAt, left, share = 0, measure } = one;
  if (left === 0 || share >= 1) return <strong className="stale">{t("terminalOutlook.usedUp")}</strong>;
  const rest = t("terminalOutlook.left", { left: measureText(measure, left, language) });
  const when = dueAt === undefined ? t("terminalOutlook.tooEarly") : ago(dueAt, minute, language);
  return (
    <span className={share >= nearly ? "stale" : ""} title={dueAt === undefined ? undefined : exact(dueAt, language)}>
      {rest} · {when}
    </span>
  );
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
    warranty === undefined
      ? ""
      : t(warranty.holds ? "terminalOutlook.warranty" : "terminalOutlook.over", { until: warranty.until }),
    conflict
      ? t("terminalOutlook.conflict", { places: alsoIn.map((one) => `${one.terminal}/${one.device}`).join(", ") })
      : "",
  ].filter((fact) => fact !== "");
};

/** Who a module is, what it has counted, and when something of it is used up. */
export const Outlook = ({ terminal, view }: { readonly terminal: string; readonly view: DeviceView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { assets, forecasts } = useOutlook(terminal);
  const unit = useUnit(assets.find(({ device }) => device === view.device));
  const own = forecasts.filter(({ device }) => device === view.device);
  const counters = countersOf(view, language);
  return (
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
  );
};
