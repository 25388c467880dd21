import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hours, zoned } from "../../i18n/times.ts";

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface ZonedProps {
  readonly from: number;
  /** Left out: a moment, no hours. */
  readonly to?: number;
  /** Whose clock counts. */
  readonly zone: string;
}

/** By the clock that counts, of a site or a rota; by the reader's, too, where that is another. */
export const Zoned = ({ from, to, zone }: ZonedProps): ReactNode => {
  const { t } = useTranslation();
  const text = (of: string): string => (to === undefined ? zoned(from, of) : hours({ from, to }, of));
  const [there, here] = [text(zone), text(ownZone)];
  const short = there.slice(0, 10) === here.slice(0, 10) ? here.slice(11) : here;
  return (
    <span className="hours">
      {there} <span className="quiet">{zone}</span>
      {here === there ? null : <span className="quiet"> · {t("visitDesk.yourTime", { hours: short })}</span>}
    </span>
  );
};
