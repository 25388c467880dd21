import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../../../contract/index.ts";
import { leftOf, nextDue, type Promised } from "../../i18n/clocks.ts";
import { usePreferences } from "../preferences.ts";
import { useNow } from "../shell/window.ts";
import { lasting } from "../times.ts";
import { stateOf, usedPart } from "./clocks.ts";

interface ClockProps {
  readonly clock: Promised;
  readonly now: number;
  readonly language: Language;
}

const useWords = ({ clock, now, language }: ClockProps): string => {
  const { t } = useTranslation();
  const name = t(`ticketDesk.clockName.${clock.name}`);
  if (clock.paused) return t("ticketDesk.clock.paused", { name, why: t(`ticketDesk.wait.${clock.paused}`) });
  const left = leftOf(clock, now);
  return t(left < 0 ? "ticketDesk.clock.over" : "ticketDesk.clock.left", {
    name,
    time: lasting(Math.abs(left), language),
  });
};

const nearPart = 0.7;

/** How urgent a promise is, as its look. */
const lookOf = ({ clock, now }: Pick<ClockProps, "clock" | "now">): string => {
  const state = stateOf(clock, now);
  return `clock-${state === "running" && usedPart(clock, now) >= nearPart ? "near" : state}`;
};

/** One promise in words, counting down: `Contact: 3 min left`. How urgent it is shows in its shape, too. */
export const ClockWords = (props: ClockProps): ReactNode => (
  <span className={`clock ${lookOf(props)}`}>{useWords(props)}</span>
);

/** A bar beside the words; the words say the same to who cannot see it. */
const ClockBar = ({ clock, now }: Omit<ClockProps, "language">): ReactNode => {
  const { t } = useTranslation();
  const percent = Math.round(usedPart(clock, now) * 100);
  const name = t(`ticketDesk.clockName.${clock.name}`);
  return (
    <meter
      className={`clock-bar ${lookOf({ clock, now })}`}
      min={0}
      max={100}
      value={percent}
      aria-label={t("ticketDesk.clockUsed", { name, percent })}
    />
  );
};

/** The promise that ends first; in words that there is none. */
export const Due = ({ clocks }: { readonly clocks: readonly Promised[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  const clock = nextDue({ clocks }, now);
  return clock ? (
    <ClockWords clock={clock} now={now} language={language} />
  ) : (
    <span className="quiet">{t("ticketDesk.clock.none")}</span>
  );
};

/** Every promise: how it stands, and how much of its time is used. */
export const ClockList = ({ clocks }: { readonly clocks: readonly Promised[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  return (
    <ul className="clocks">
      {clocks.map((clock) => {
        const state = stateOf(clock, now);
        const counts = state === "running" || state === "breached" || state === "paused";
        return (
          <li key={clock.name} title={clock.text[language]}>
            {counts ? (
              <ClockWords clock={clock} now={now} language={language} />
            ) : (
              <span className={`clock clock-${state}`}>
                {t("pair", { a: t(`ticketDesk.clockName.${clock.name}`), b: t(`ticketDesk.clockState.${state}`) })}
              </span>
            )}
            <ClockBar clock={clock} now={now} />
          </li>
        );
      })}
    </ul>
  );
};
