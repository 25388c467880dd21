import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FaultView, Language, RouteResponse } from "../../../contract/index.ts";
import { historyText } from "../../i18n/history.ts";
import { duration } from "../../i18n/times.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";

type Entry = RouteResponse<"history">[number];
const kinds = ["all", "fault", "outcome", "event", "sale"] as const;
type Kind = (typeof kinds)[number];

/** One line of what happened, whatever it was. */
interface Happening {
  readonly key: string;
  readonly at: number;
  readonly kind: string;
  readonly device: string | undefined;
  readonly text: string;
  readonly fault?: "open" | "closed";
  /** It waited on the terminal for so long. */
  readonly lateMs: number;
}

const most = 200;
const lateMs = 30_000;

const ofEntry = (entry: Entry, n: number, language: Language): Happening => ({
  key: `${entry.at}-${entry.kind}-${n}`,
  at: entry.at,
  kind: entry.kind,
  device: entry.device,
  text: historyText(entry, language),
  lateMs: entry.receivedAt - entry.at,
});

const ofFault = (fault: FaultView, language: Language): Happening[] => {
  const same = { kind: "fault", device: fault.device, text: fault.title[language], lateMs: 0 };
  return [
    ...(fault.openedAt === undefined
      ? []
      : [{ ...same, key: `${fault.id}-open`, at: fault.openedAt, fault: "open" as const }]),
    ...(fault.closedAt === undefined
      ? []
      : [{ ...same, key: `${fault.id}-closed`, at: fault.closedAt, fault: "closed" as const }]),
  ];
};

const Line = ({ one }: { readonly one: Happening }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const text = one.fault
    ? t(`terminalPage.${one.fault === "open" ? "opened" : "closed"}`, { title: one.text })
    : one.text;
  return (
    <li className={`happening happening-${one.fault ?? one.kind}`}>
      <time dateTime={new Date(one.at).toISOString()} title={exact(one.at, language)}>
        {ago(one.at, minute, language)}
      </time>
      <span>
        {one.device === undefined ? null : <span className="quiet">{one.device} </span>}
        {text}
        {one.lateMs > lateMs ? (
          <span className="quiet"> ({t("terminalPage.late", { time: duration(one.lateMs, language) })})</span>
        ) : null}
      </span>
    </li>
  );
};

/** Events, outcomes of commands, sales and faults of one terminal on one line of time, newest first. */
export const History = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const [kind, setKind] = useState<Kind>("all");
  const { data, error, refetch } = useQuery({
    queryKey: keys.history(terminal),
    queryFn: async () => {
      const [entries, faults] = await Promise.all([
        api.history({ terminal }, { limit: most }),
        api.faults({ terminal, all: true, limit: most }),
      ]);
      return { entries, faults };
    },
  });
  const all = useMemo(() => {
    if (!data) return [];
    const lines = [
      ...data.entries.map((entry, n) => ofEntry(entry, n, language)),
      ...data.faults.flatMap((fault) => ofFault(fault, language)),
    ];
    return lines.sort((a, b) => b.at - a.at);
  }, [data, language]);
  const shown = all.filter((one) => kind === "all" || one.kind === kind).slice(0, most);
  return (
    <section aria-labelledby="history">
      <div className="history-head">
        <h2 id="history">{t("terminalPage.history")}</h2>
        <fieldset className="counts" aria-label={t("fleet.filter")}>
          {kinds.map((one) => (
            <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
              {t(`terminalPage.kind.${one}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data && shown.length === 0 ? <p className="quiet">{t("terminalPage.noHistory")}</p> : null}
      <ol className="happenings">
        {shown.map((one) => (
          <Line key={one.key} one={one} />
        ))}
      </ol>
    </section>
  );
};
