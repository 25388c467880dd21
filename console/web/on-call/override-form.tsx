import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallDuty, OnCallView } from "../../../contract/index.ts";
import { systemClock } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { TextField } from "../look/fields.tsx";
import { PersonField } from "../look/person-field.tsx";
import { useWish } from "./data.ts";
import { areHours, HoursFields, hoursIn, RotaField } from "./side-fields.tsx";
import { WishDialog } from "./wish-dialog.tsx";

interface FormProps {
  readonly rotas: OnCallView["rotas"];
  /** The duty somebody else is to have; left out: any. */
  readonly of: OnCallDuty | undefined;
  readonly close: () => void;
}

const hourMs = 3_600_000;

/** What is left of a duty; else the next hours. */
const offered = (duty: OnCallDuty | undefined, now: number): { readonly from: number; readonly to: number } => {
  const begin = Math.ceil(now / hourMs) * hourMs;
  return duty && duty.to > now
    ? { from: Math.max(duty.from, Math.min(begin, duty.to - 60_000)), to: duty.to }
    : { from: begin, to: begin + 12 * hourMs };
};

/** Somebody else has the duty between two moments. */
export const OverrideForm = ({ rotas, of, close }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const zoneOf = (id: string): string => rotas.find((one) => one.rota === id)?.zone ?? "UTC";
  const [draft, setDraft] = useState(() => {
    const rota = of?.rota ?? rotas[0]?.rota ?? "";
    return { rota, person: "", why: "", ...hoursIn(offered(of, systemClock.now()), zoneOf(rota)) };
  });
  const change = (more: Partial<typeof draft>): void => setDraft({ ...draft, ...more });
  const wish = useWish((given) => api.overrideOnCall(given), { ...draft, why: draft.why.trim() }, close);
  const can = areHours(draft) && draft.person !== "" && draft.why.trim() !== "";
  return (
    <WishDialog title={t("onCallDesk.override")} can={can} wish={wish} rotas={rotas} close={close}>
      <RotaField rotas={rotas} value={draft.rota} set={(rota) => change({ rota })} />
      <PersonField label={t("onCallDesk.standsIn")} value={draft.person} set={(person) => change({ person })} />
      <HoursFields hours={draft} set={({ from, to }) => change({ from, to })} zone={zoneOf(draft.rota)} />
      <TextField label={t("onCallDesk.why")} value={draft.why} set={(why) => change({ why })} most={500} />
    </WishDialog>
  );
};
