import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallChange, OnCallDuty, OnCallView } from "../../../contract/index.ts";
import { hours } from "../../i18n/times.ts";
import type { Day } from "./days.ts";

type Kind = OnCallChange["kind"];
export type Kinds = ReadonlyMap<number, Kind>;

/** The rotas that go by the same clocks, with the days that are shown of them. */
export interface Zone {
  readonly zone: string;
  readonly days: readonly Day[];
  readonly rotas: OnCallView["rotas"];
}

/** What the days are drawn of, as a grid or as a list. */
export interface DaysProps {
  readonly zone: Zone;
  readonly duties: readonly OnCallDuty[];
  readonly gaps: OnCallView["gaps"];
  readonly kinds: Kinds;
  /** Left out for those who may not change who is on duty. */
  readonly pick?: (duty: OnCallDuty) => void;
}

const shapes: Readonly<Record<Kind, string>> = { override: "↷", swap: "⇄" };

/** Told by a shape and a word. */
export const ChangeMark = ({ kind }: { readonly kind: Kind }): ReactNode => {
  const { t } = useTranslation();
  return (
    <span className="said change-mark">
      <i aria-hidden="true">{shapes[kind]}</i>
      <span>{t(`onCall.kind.${kind}`)}</span>
    </span>
  );
};

/** The gaps that concern a rota: of the queues it takes, or its own. */
export const gapsFor = ({ rota, queues }: OnCallView["rotas"][number], gaps: OnCallView["gaps"]): OnCallView["gaps"] =>
  gaps.filter(({ of }) => of === rota || queues.some((queue) => queue === of));

/** `Eva Lang, 2026-11-23 09:00–2026-11-30 09:00, swap`. */
export const useDutyText = (zone: string, kinds: Kinds): ((duty: OnCallDuty) => string) => {
  const { t } = useTranslation();
  return ({ person, name = person, change, ...span }) => {
    const kind = change === undefined ? undefined : kinds.get(change);
    const parts = [name, hours(span, zone), kind && t(`onCall.kind.${kind}`)];
    return parts.filter((part) => part !== undefined).join(t("comma"));
  };
};
