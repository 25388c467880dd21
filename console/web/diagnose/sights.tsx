import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commandTitle } from "../../i18n/command.ts";
import { type Condition, StateMark } from "../look/state-mark.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useNow } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { type Barrier, type Sight, worstOf } from "./interlock.ts";

const marks: Readonly<Record<Barrier, Condition>> = {
  clear: "ok",
  waits: "degraded",
  stops: "faulty",
  unknown: "unknown",
};

const Moment = ({ sight: { what, at } }: { readonly sight: Sight }): ReactNode => {
  const { language } = usePreferences();
  const { t } = useTranslation();
  const now = useNow();
  if (at === undefined) return null;
  const words =
    what === "maintenance" ? t("diagnosePage.until", { time: exact(at, language) }) : ago(at, now, language);
  return (
    <time className="quiet" dateTime={new Date(at).toISOString()} title={exact(at, language)}>
      {words}
    </time>
  );
};

/** Of whom or what a sight tells, as people say it. */
const useDetail = (): ((sight: Sight) => string | undefined) => {
  const { language } = usePreferences();
  const who = useActor();
  return ({ what, word, detail }) => {
    if (what === "maintenance") return who(detail ?? "");
    return word === "command" && detail !== undefined ? commandTitle(detail, language) : detail;
  };
};

/** What stands in the way and what does not, before anybody presses the button. */
export const Sights = ({ sights }: { readonly sights: readonly Sight[] }): ReactNode => {
  const { t } = useTranslation();
  const detailOf = useDetail();
  return (
    <section className="panel sights" aria-labelledby="sights">
      <h2 id="sights">{t("diagnosePage.sights")}</h2>
      <p className="said-long" role="status">
        <StateMark state={marks[worstOf(sights)]} />
        <strong>{t(`diagnosePage.barrier.${worstOf(sights)}`)}</strong>
      </p>
      <ul>
        {sights.map((sight) => (
          <li key={sight.what} data-sight={sight.what} data-barrier={sight.barrier}>
            <StateMark state={marks[sight.barrier]} />
            <span>{t(`diagnosePage.sight.${sight.what}.${sight.word}`, { detail: detailOf(sight) })}</span>
            <Moment sight={sight} />
          </li>
        ))}
      </ul>
      <p className="quiet">{t("diagnosePage.looksAgain")}</p>
    </section>
  );
};
