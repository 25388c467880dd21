import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalSummary } from "../../../contract/index.ts";
import { fleetQuery, without, worstFirst } from "../../../contract/plain.ts";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";

interface CountsProps {
  readonly terminals: readonly TerminalSummary[];
  readonly query: string;
  readonly setQuery: (query: string) => void;
}

/** How many terminals are how, of those that the rest of the query finds; each leads to its list. */
export const Counts = ({ terminals, query, setQuery }: CountsProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const rest = without(query, "status");
  const words = query.split(/\s+/);
  const asked = useDeferredValue(rest);
  const counts = useMemo(() => {
    const { matches } = fleetQuery(asked);
    const found = { all: 0, ok: 0, degraded: 0, faulty: 0, unknown: 0 };
    for (const one of terminals)
      if (matches(one)) {
        found.all += 1;
        found[one.condition] += 1;
      }
    return found;
  }, [terminals, asked]);
  return (
    <fieldset className="counts" aria-label={t("fleet.condition")}>
      <button type="button" aria-pressed={rest === query.trim()} onClick={() => setQuery(rest)}>
        {t("fleet.all")} <b>{counts.all.toLocaleString(language)}</b>
      </button>
      {worstFirst.map((condition) => {
        const word = `status:${condition}`;
        return (
          <button
            key={condition}
            type="button"
            aria-pressed={words.includes(word)}
            onClick={() => setQuery(`${word} ${rest}`.trim())}
          >
            <StateMark state={condition} />
            {t(`condition.${condition}`)} <b>{counts[condition].toLocaleString(language)}</b>
          </button>
        );
      })}
    </fieldset>
  );
};
