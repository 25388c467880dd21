import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DeviceClass, Language, TerminalSummary } from "../../../contract/index.ts";
import { LineMark, StateMark } from "../look/state-mark.tsx";
import { ago, timeOfDay } from "../times.ts";
import { term } from "../words.ts";
import { cellOf } from "./columns.ts";
import { Tags } from "./tags.tsx";

export interface RowProps {
  readonly terminal: TerminalSummary;
  readonly classes: readonly DeviceClass[];
  readonly language: Language;
  /** Full minutes only: a row is not drawn anew each second. */
  readonly minute: number;
  /** Whether it is ticked; left out: it cannot be. */
  readonly chosen?: boolean;
  readonly choose?: (ids: readonly string[], on: boolean) => void;
}
type Reading = Pick<RowProps, "terminal" | "language" | "minute">;

const Tick = ({
  id,
  chosen,
  choose,
}: { readonly id: string } & Required<Pick<RowProps, "chosen" | "choose">>): ReactNode => {
  const { t } = useTranslation();
  return (
    <input
      type="checkbox"
      checked={chosen}
      aria-label={t("tags.choose", { id })}
      onChange={({ target }) => choose([id], target.checked)}
    />
  );
};

const Module = ({
  terminal,
  deviceClass,
  language,
}: {
  readonly terminal: TerminalSummary;
  readonly deviceClass: DeviceClass;
  readonly language: Language;
}): ReactNode => {
  const { t } = useTranslation();
  const cell = cellOf(terminal.modules, deviceClass);
  const name = term(language, "deviceClasses", deviceClass);
  if (!cell) return <span className="only-read">{t("fleet.notFitted")}</span>;
  const states = cell.notable.map(([component, state]) =>
    t("pair", { a: term(language, "components", component), b: term(language, "states", state) }),
  );
  const text = [t("pair", { a: name, b: t(`condition.${cell.condition}`) }), ...states].join(t("comma"));
  return (
    <span title={text}>
      <StateMark state={cell.condition} />
      <span className="only-read">{text}</span>
    </span>
  );
};

const Why = ({ terminal, language, minute }: Reading): ReactNode => {
  const { t } = useTranslation();
  const { why, maintenance, status, statusAt } = terminal;
  const parts = [
    ...(why ? [why[language]] : []),
    ...(maintenance ? [t("fleet.maintenance", { time: timeOfDay(maintenance.until, language) })] : []),
  ];
  if (parts.length > 0) return parts.join(" · ");
  if (status === "online") return null;
  const since = status === "unknown" ? "" : t("brackets", { text: ago(statusAt, minute, language) });
  return <span className="quiet">{t(`status.${status}`) + since}</span>;
};

const Seen = ({ terminal, language, minute }: Reading): ReactNode => {
  const { t } = useTranslation();
  return terminal.status === "unknown" ? t("fleet.never") : ago(terminal.lastSeenAt, minute, language);
};

/** One terminal in the matrix. Drawn anew only when its own summary changed. */
export const WideRow = memo(function WideRow({
  terminal,
  classes,
  language,
  minute,
  chosen,
  choose,
}: RowProps): ReactNode {
  const { t } = useTranslation();
  const { id, name, site, tags, status, condition, faults, tickets } = terminal;
  return (
    <>
      {choose && chosen !== undefined ? (
        <div className="cell tick" role="cell">
          <Tick id={id} chosen={chosen} choose={choose} />
        </div>
      ) : null}
      <div className="cell named" role="rowheader">
        <Link to={`/terminals/${id}`}>{id}</Link>
        <span className="quiet">{name === id ? "" : name}</span>
        <Tags tags={tags} />
      </div>
      <div className="cell" role="cell">
        <span className="said">
          <StateMark state={condition} />
          {t(`condition.${condition}`)}
        </span>
      </div>
      <div className="cell" role="cell" title={terminal.why?.[language]}>
        <Why terminal={terminal} language={language} minute={minute} />
      </div>
      {classes.map((deviceClass) => (
        <div className="cell module" role="cell" key={deviceClass}>
          <Module terminal={terminal} deviceClass={deviceClass} language={language} />
        </div>
      ))}
      <div className="cell" role="cell">
        <span className="said">
          <LineMark status={status} />
          {t(`status.${status}`)}
        </span>
      </div>
      <div className="cell" role="cell" title={site}>
        {site}
      </div>
      <div className="cell number" role="cell">
        {faults || ""}
      </div>
      <div className="cell number" role="cell">
        {tickets || ""}
      </div>
      <div className="cell number" role="cell">
        <Seen terminal={terminal} language={language} minute={minute} />
      </div>
    </>
  );
});

/** The same on a phone: what is wrong, in words. */
export const NarrowRow = memo(function NarrowRow({ terminal, language, minute, chosen, choose }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { id, name, site, tags, status, condition } = terminal;
  return (
    <div className="narrow-row" role="cell">
      <div>
        {choose && chosen !== undefined ? <Tick id={id} chosen={chosen} choose={choose} /> : null}
        <StateMark state={condition} />
        <span className="cell-link">
          <Link to={`/terminals/${id}`}>{id}</Link>
          {name === id ? null : <span className="quiet"> {name}</span>}
        </span>
        <span className="said end">{t(`condition.${condition}`)}</span>
      </div>
      <div>
        <span>
          <Why terminal={terminal} language={language} minute={minute} />
        </span>
      </div>
      <div className="quiet">
        <span>{site}</span>
        <Tags tags={tags} />
        <span className="said end">
          <LineMark status={status} />
          <Seen terminal={terminal} language={language} minute={minute} />
        </span>
      </div>
    </div>
  );
});
