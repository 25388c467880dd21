import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { VisitView } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { hours } from "../../i18n/times.ts";
import { Zoned } from "../look/zoned.tsx";
import { usePreferences } from "../preferences.ts";

/** An appointment by the site's clock, which is the one that counts. */
export const Hours = ({ visit: { appointment } }: { readonly visit: VisitView }): ReactNode => (
  <Zoned from={appointment.from} to={appointment.to} zone={appointment.zone} />
);

/** `missed` and a late one are told by a word and by their shape. */
const shapes: Readonly<Record<VisitView["state"], string>> = {
  planned: "○",
  onTheWay: "➔",
  onSite: "●",
  left: "◐",
  signed: "✓",
  cancelled: "–",
  missed: "✕",
};

export const isLate = ({ state, lateAt }: VisitView): boolean =>
  lateAt !== undefined && (state === "planned" || state === "onTheWay");

export const VisitMark = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const late = isLate(visit);
  return (
    <span className={`said visit-${late ? "late" : visit.state}`}>
      <i aria-hidden="true">{shapes[visit.state]}</i>
      {t(`visitState.${visit.state}`)}
      {late ? t("brackets", { text: t("visit.late") }) : null}
    </span>
  );
};

export const placeOf = ({ terminal, terminalName, site }: VisitView): string =>
  [terminalName === terminal ? terminal : `${terminalName} · ${terminal}`, site]
    .filter((one) => one !== "")
    .join(" · ");

type Claim = Pick<
  VisitView["claims"][number],
  "action" | "device" | "item" | "oldSerial" | "newSerial" | "outcome" | "name" | "text" | "appointment"
>;

/** What a claim says, with its serial numbers, its outcome, its name. */
export const useClaimText = (): ((claim: Claim) => string) => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return ({ action, device, item, oldSerial, newSerial, outcome, name, text, appointment }) => {
    const unknown = t("visit.unknownSerial");
    const part = item === undefined ? undefined : partText(item)[language];
    const serials = { old: oldSerial ?? unknown, new: newSerial ?? unknown };
    const swap = part === undefined ? device : t("visit.swapped", { device, item: part, ...serials });
    const when = appointment && `${hours(appointment, appointment.zone)} ${appointment.zone}`;
    const more = [swap, outcome && t(`visit.outcome.${outcome}`), name, when, text].filter((one) => one !== undefined);
    const what = t(`visitChange.${action}`);
    return more.length === 0 ? what : t("pair", { a: what, b: more.join(t("comma")) });
  };
};
