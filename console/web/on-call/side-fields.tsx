import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallView } from "../../../contract/index.ts";
import { zoned } from "../../i18n/times.ts";
import { Beside, ChoiceField, TextField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";

/** From when until when, by the clocks of the rota's zone: `2026-12-24T18:00`, as the browser's own field has it and the broker reads it. */
export interface Hours {
  readonly from: string;
  readonly to: string;
}

export const hoursIn = ({ from, to }: { readonly from: number; readonly to: number }, zone: string): Hours => ({
  from: zoned(from, zone).replace(" ", "T"),
  to: zoned(to, zone).replace(" ", "T"),
});

export const areHours = ({ from, to }: Hours): boolean => from !== "" && to > from;

export const HoursFields = ({
  hours,
  set,
  zone,
}: {
  readonly hours: Hours;
  readonly set: (hours: Hours) => void;
  readonly zone: string;
}): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="field">
      <Beside>
        {(["from", "to"] as const).map((end) => (
          <TextField
            key={end}
            label={t(`visitDesk.${end}`)}
            type="datetime-local"
            value={hours[end]}
            set={(value) => set({ ...hours, [end]: value })}
          />
        ))}
      </Beside>
      <span className="quiet">{t("onCallDesk.byClocksOf", { zone })}</span>
    </div>
  );
};

interface RotaProps {
  readonly rotas: OnCallView["rotas"];
  readonly value: string;
  readonly set: (rota: string) => void;
}

export const RotaField = ({ rotas, ...props }: RotaProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const choices = rotas.map(({ rota, title }) => ({ value: rota, label: title[language] }));
  return <ChoiceField label={t("onCallDesk.rota")} {...props} choices={choices} />;
};
