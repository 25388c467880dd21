import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Language, SlaClock } from "../../../contract/index.ts";
import { lasting } from "../times.ts";
import { leftOf, stateOf, usedPart } from "./clocks.ts";

interface ClockProps {
  readonly clock: SlaClock;
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

/** One promise in words, counting down: `Contact: 3 min left`. How urgent it is shows in its shape, too. */
export const ClockWords = (props: ClockProps): ReactNode => {
  const state = stateOf(props.clock, props.now);
  const near = state === "running" && usedPart(props.clock, props.now) >= 0.7;
  return <span className={`clock clock-${near ? "near" : state}`}>{useWords(props)}</span>;
};

/** A bar beside the words; the words say the same to who cannot see it. */
export const ClockBar = ({ clock, now }: Omit<ClockProps, "language">): ReactNode => {
  const { t } = useTranslation();
  const percent = Math.round(usedPart(clock, now) * 100);
  const name = t(`ticketDesk.clockName.${clock.name}`);
  return (
    <meter
      className={`clock-bar clock-${stateOf(clock, now)}`}
      min={0}
      max={100}
      value={percent}
      aria-label={t("ticketDesk.clockUsed", { name, percent })}
    />
  );
};
