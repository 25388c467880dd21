import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockItem, StockPart } from "../../../contract/index.ts";
import { deviceClasses, partText } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, ChoiceField, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { term } from "../words.ts";

type Draft = Readonly<Record<"item" | "minimum" | "poolPercent" | "deviceClass", string>>;

const numberOf = (text: string): number | undefined => (text.trim() === "" ? undefined : Number(text));

/** Only what is said: what is left out is as the broker's settings and the fault rules have it. */
const itemOf = ({ item, minimum, poolPercent, deviceClass }: Draft): StockItem => {
  const [least, percent] = [numberOf(minimum), numberOf(poolPercent)];
  const found = deviceClasses.find((one) => one === deviceClass);
  return {
    item: item.trim(),
    ...(least === undefined ? {} : { minimum: least }),
    ...(percent === undefined ? {} : { poolPercent: percent }),
    ...(found ? { deviceClass: found } : {}),
  };
};

/** How many of a part are wanted; or makes a part known that no fault rule names. */
export const WantedForm = ({
  part,
  close,
}: {
  readonly part: StockPart | undefined;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const text = (n: number | undefined): string => (n === undefined ? "" : String(n));
  const [draft, setDraft] = useState<Draft>({
    item: part?.item ?? "",
    minimum: text(part?.minimum),
    poolPercent: text(part?.poolPercent),
    deviceClass: part?.deviceClass ?? "",
  });
  const { save, wrong, failure } = useSaved({ send: () => api.setStockItem(itemOf(draft)), key: keys.stock, close });
  const set = (more: Partial<Draft>): void => setDraft({ ...draft, ...more });
  return (
    <Dialog
      title={part ? t("spares.wantedOf", { part: partText(part.item)[language] }) : t("spares.addPart")}
      go={t(part ? "spares.save" : "spares.addPart")}
      can={draft.item.trim().length > 1}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        {part ? null : (
          <TextField
            label={t("spares.name")}
            most={80}
            value={draft.item}
            set={(item) => set({ item })}
            wrong={wrong.item}
            hint={t("spares.partHint")}
          />
        )}
        <Beside>
          <TextField
            label={t("spares.minimum")}
            optional
            type="number"
            value={draft.minimum}
            set={(minimum) => set({ minimum })}
            wrong={wrong.minimum}
            hint={t("spares.minimumHint")}
          />
          <TextField
            label={t("spares.pool")}
            optional
            type="number"
            value={draft.poolPercent}
            set={(poolPercent) => set({ poolPercent })}
            wrong={wrong.poolPercent}
            hint={t("spares.poolHint")}
          />
        </Beside>
        <ChoiceField
          label={t("spares.belongsTo")}
          optional
          none={t("spares.asRules")}
          value={draft.deviceClass}
          set={(deviceClass) => set({ deviceClass })}
          choices={deviceClasses.map((value) => ({ value, label: term(language, "deviceClasses", value) }))}
          wrong={wrong.deviceClass}
        />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
