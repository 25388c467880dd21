import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForecastView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { Due } from "./due.tsx";

interface PartsProps {
  readonly terminal: string;
  readonly device: string;
  /** What of it wears, and how far it is. */
  readonly parts: readonly ForecastView[];
}

const NewPartForm = ({ terminal, device, parts, close }: PartsProps & { readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const [item, setItem] = useState((parts.length === 1 ? parts[0]?.item : undefined) ?? "");
  const [note, setNote] = useState("");
  const part = parts.find((one) => one.item === item);
  const said = note.trim() === "" ? {} : { note: note.trim() };
  const send = () => api.renewPart({ terminal, device, part: item }, said);
  const { save, failure } = useSaved({ send, key: keys.terminal(terminal), close, speaking: [] });
  return (
    <Dialog
      title={t("terminalOutlook.newPartIn", { place: `${terminal} ${device}` })}
      go={t("terminalOutlook.countAnew")}
      can={part !== undefined}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p className="quiet">{t("terminalOutlook.fromNow")}</p>
        <ChoiceField
          label={t("terminalOutlook.whichPart")}
          value={item}
          set={setItem}
          none={t("form.unset")}
          choices={parts.map((one) => ({ value: one.item, label: one.title[language] }))}
        />
        {part ? (
          <p>
            {t("terminalOutlook.oldPart")} <Due one={part} />
          </p>
        ) : null}
        <TextField label={t("terminalOutlook.partNote")} value={note} set={setNote} most={500} optional />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

/** Says that a new part was put in; nothing for who may not, or where nothing wears. */
export const NewPart = (props: PartsProps): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("service");
  const [asking, setAsking] = useState(false);
  const { terminal, device, parts } = props;
  if (!may || parts.length === 0) return null;
  return (
    <>
      <Button
        size="small"
        type="link"
        aria-label={t("pair", { a: t("terminalOutlook.newPart"), b: `${terminal} ${device}` })}
        onClick={() => setAsking(true)}
      >
        {t("terminalOutlook.newPart")}
      </Button>
      {asking ? <NewPartForm {...props} close={() => setAsking(false)} /> : null}
    </>
  );
};
