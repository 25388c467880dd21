import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Happening } from "../../i18n/past.ts";
import { usePreferences } from "../preferences.ts";
import { exact, lasting, moment } from "../times.ts";

interface EntryProps {
  readonly one: Happening;
  readonly now: number;
  readonly open: boolean;
  readonly toggle: () => void;
}

const Frames = ({ frames }: { readonly frames: readonly string[] }): ReactNode => {
  const { t } = useTranslation();
  if (frames.length === 0) return null;
  return (
    <pre className="past-frames" aria-label={t("terminalPast.frames")} tabIndex={0}>
      {frames.join("\n")}
    </pre>
  );
};

const More = ({ one }: Pick<EntryProps, "one">): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { at, to, more, frames, link } = one;
  const until = to === undefined || one.kind === "sale" ? undefined : Number.isFinite(to) ? to : null;
  return (
    <div className="past-more">
      <p className="quiet small">
        {exact(at, language)}
        {until === undefined
          ? ""
          : until === null
            ? ` · ${t("terminalPast.lasts")}`
            : ` · ${lasting(until - at, language)}`}
      </p>
      {more.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <Frames frames={frames} />
      {link === undefined ? null : <Link to={link}>{t("terminalPast.open")}</Link>}
    </div>
  );
};

/** One line of the list; opened, it shows the bytes behind it. */
export const Entry = ({ one, now, open, toggle }: EntryProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) line.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  return (
    <li ref={line} className={`happening past-entry${one.bad ? " happening-open" : ""}`}>
      <button type="button" aria-expanded={open} onClick={toggle}>
        <time dateTime={new Date(one.at).toISOString()}>{moment(one.at, now, language)}</time>
        <span className={`past-kind past-kind-${one.kind}`}>{t(`past.kind.${one.kind}`)}</span>
        <span>
          {one.device === undefined ? null : <span className="quiet">{one.device} </span>}
          {one.text}
        </span>
      </button>
      {open ? <More one={one} /> : null}
    </li>
  );
};
