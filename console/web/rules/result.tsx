import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Difference, RehearsalResult, RehearsedDifference, RuleView } from "../../../contract/index.ts";
import { differences } from "../../../contract/plain.ts";
import { differenceText } from "../../i18n/rules.ts";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { exact, lasting } from "../times.ts";
import { Course } from "./course.tsx";

const shown = 100;

const Side = ({ opening }: { readonly opening: RehearsedDifference["today"] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (!opening) return <span className="quiet">–</span>;
  const { from, to, ticket } = opening;
  return (
    <>
      <Moment at={from} />
      {to === undefined ? null : <span className="quiet"> {lasting(to - from, language)}</span>}
      {ticket ? null : <span className="quiet"> {t("rulesDesk.noTicket")}</span>}
    </>
  );
};

const useColumns = (result: RehearsalResult, rule: RuleView): RowColumn<RehearsedDifference>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  // Of what was before the first reading there is nothing to draw.
  const range = { from: Math.max(result.from, result.dataFrom ?? 0), to: result.to };
  return [
    {
      title: t("rulesDesk.what"),
      cell: (one) => <b className={`difference-${one.difference}`}>{differenceText(one, language)}</b>,
    },
    {
      title: t("rulesDesk.where"),
      cell: ({ terminal, device, rule: id }) => (
        <>
          <Link to={`/terminals/${terminal}`}>{terminal}</Link> {device}
          {id === rule.rule ? null : (
            <>
              <br />
              <Link to={`/rules/${id}`}>{id}</Link>
            </>
          )}
        </>
      ),
    },
    { title: t("rulesDesk.today"), cell: ({ today }) => <Side opening={today} /> },
    { title: t("rulesDesk.proposed"), cell: ({ proposed }) => <Side opening={proposed} /> },
    { title: t("rulesDesk.course"), cell: (one) => <Course range={range} one={one} /> },
  ];
};

interface CountsProps {
  readonly counts: RehearsalResult["counts"];
  readonly only: Difference | undefined;
  readonly set: (only: Difference | undefined) => void;
}

const Counts = ({ counts, only, set }: CountsProps): ReactNode => {
  const { t } = useTranslation();
  return (
    <fieldset className="counts" aria-label={t("rulesDesk.what")}>
      {differences
        .filter((one) => (counts[one] ?? 0) > 0)
        .map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={only === one}
            onClick={() => set(only === one ? undefined : one)}
          >
            {t(`rules.difference.${one}`)} <b>{counts[one]}</b>
          </button>
        ))}
    </fieldset>
  );
};

/** What would have been otherwise: in numbers, then one by one. */
export const Result = ({ result, rule }: { readonly result: RehearsalResult; readonly rule: RuleView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [only, setOnly] = useState<Difference>();
  const columns = useColumns(result, rule);
  const { today, proposed, same, from, to, dataFrom, terminals, readings, notKnown, counts } = result;
  const rows = result.differences.filter(({ difference }) => (only ?? difference) === difference);
  return (
    <div className="rehearsed">
      <p className="rehearsed-total">
        {t("rules.total", { a: today.faults, b: proposed.faults, c: today.tickets, d: proposed.tickets })}
      </p>
      <p className="quiet">
        {[
          t("rules.same", { count: same }),
          t("rules.looked", { terminals, readings }),
          t("rules.stretch", { from: exact(from, language), to: exact(to, language) }),
          ...(dataFrom !== undefined && dataFrom > from
            ? [t("rules.dataFrom", { at: exact(dataFrom, language) })]
            : []),
        ].join(" · ")}
      </p>
      <Counts counts={counts} only={only} set={setOnly} />
      {result.differences.length === 0 ? <p>{t("rules.noDifference")}</p> : null}
      {rows.length > 0 ? (
        <Rows
          label={t("rulesDesk.rehearse")}
          columns={columns}
          rows={rows.slice(0, shown)}
          idOf={(one) => `${one.terminal} ${one.device} ${one.rule} ${(one.today ?? one.proposed)?.from}`}
        />
      ) : null}
      {rows.length > shown ? <p className="quiet">{t("rulesDesk.more", { count: rows.length - shown })}</p> : null}
      <details>
        <summary>{t("rules.notKnown")}</summary>
        <ul>
          {notKnown.map((what) => (
            <li key={what}>{t(`rules.unknown.${what}`)}</li>
          ))}
        </ul>
      </details>
    </div>
  );
};
