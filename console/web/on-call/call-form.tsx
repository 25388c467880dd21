import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, TextField } from "../look/fields.tsx";
import { PersonField } from "../look/person-field.tsx";
import { useSaved } from "../look/use-saved.ts";
import { useMay, useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { onCallKey } from "./data.ts";

interface FormProps {
  readonly ticket: number | undefined;
  readonly close: () => void;
}

const longest = 1440;

/** Writes a telephone call down: whoever plans may do so for others. */
export const CallForm = ({ ticket, close }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const plans = useMay("dispatch");
  const { name: me, person: own } = useSession();
  const [draft, setDraft] = useState({
    ticket: ticket === undefined ? "" : String(ticket),
    minutes: "",
    result: "",
    person: own ? me : "",
    at: "",
  });
  const change = (more: Partial<typeof draft>): void => setDraft({ ...draft, ...more });
  const minutes = Number(draft.minutes);
  const send = () =>
    api.logOnCallCall({
      minutes,
      result: draft.result.trim(),
      ...(draft.ticket === "" ? {} : { ticket: Number(draft.ticket) }),
      ...(draft.person === "" || draft.person === me ? {} : { person: draft.person }),
      ...(draft.at === "" ? {} : { at: Date.parse(draft.at) }),
    });
  const { save, failure } = useSaved({ send, key: onCallKey, close, speaking: [] });
  return (
    <Dialog
      title={t("onCallDesk.writeCall")}
      go={t("onCallDesk.save")}
      can={minutes > 0 && minutes <= longest && draft.result.trim() !== "" && /^(?:[1-9]\d*)?$/.test(draft.ticket)}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <Beside>
          <TextField
            label={t("onCallDesk.ticket")}
            optional
            type="number"
            value={draft.ticket}
            set={(value) => change({ ticket: value })}
          />
          <TextField
            label={t("onCallDesk.minutes")}
            type="number"
            value={draft.minutes}
            set={(value) => change({ minutes: value })}
          />
        </Beside>
        <TextField
          label={t("onCallDesk.result")}
          rows={2}
          most={500}
          value={draft.result}
          set={(result) => change({ result })}
        />
        {plans ? (
          <PersonField label={t("onCallDesk.who")} value={draft.person} set={(person) => change({ person })} />
        ) : null}
        <TextField
          label={t("onCallDesk.begun")}
          optional
          type="datetime-local"
          hint={t("onCallDesk.begunHint")}
          value={draft.at}
          set={(at) => change({ at })}
        />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
