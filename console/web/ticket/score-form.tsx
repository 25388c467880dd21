import { useQuery } from "@tanstack/react-query";
import { Button, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RouteBody, TicketView } from "../../../contract/index.ts";
import { opinionSources, opinions } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, ChoiceField, TextField } from "../look/fields.tsx";
import { PersonField } from "../look/person-field.tsx";
import { useSaved } from "../look/use-saved.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";

type Body = RouteBody<"scoreTicket">;

interface Draft {
  readonly score?: Body["score"];
  readonly from: NonNullable<Body["from"]>;
  /** Empty: the last one. */
  readonly visit: string;
  /** Empty: as the ticket says. */
  readonly engineer: string;
  readonly note: string;
}

const bodyOf = (score: Body["score"], { from, visit, engineer, note }: Draft): Body => ({
  score,
  from,
  ...(visit === "" ? {} : { visit: Number(visit) }),
  ...(engineer === "" ? {} : { engineer }),
  ...(note.trim() === "" ? {} : { note: note.trim() }),
});

interface PartProps {
  readonly draft: Draft;
  readonly set: (more: Partial<Draft>) => void;
  readonly wrong: Readonly<Record<string, string>>;
}

/** Which visit, where there were several. */
const VisitField = ({ draft, set, wrong, ticket }: PartProps & { readonly ticket: number }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data = [] } = useQuery({ queryKey: keys.visitsOf(ticket), queryFn: () => api.visits({ ticket }) });
  if (data.length < 2) return null;
  return (
    <ChoiceField
      label={t("customerSaid.which")}
      none={t("customerSaid.last")}
      value={draft.visit}
      set={(visit) => set({ visit })}
      choices={data.map(({ number, technician, technicianName }) => ({
        value: String(number),
        label: t("visitDesk.byWho", { number, who: technicianName ?? technician }),
      }))}
      wrong={wrong.visit}
    />
  );
};

const ScoreForm = ({ ticket, close }: { readonly ticket: TicketView; readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { number } = ticket;
  const [draft, setDraft] = useState<Draft>({ from: "callBack", visit: "", engineer: "", note: "" });
  const { score } = draft;
  const send = async (): Promise<void> => {
    if (score) await api.scoreTicket({ number }, bodyOf(score, draft));
  };
  const { save, wrong, failure } = useSaved({ send, key: keys.ticket(number), close, speaking: ["visit", "note"] });
  const set = (more: Partial<Draft>): void => setDraft({ ...draft, ...more });
  return (
    <Dialog
      title={t("customerSaid.ask")}
      go={t("customerSaid.save")}
      can={score !== undefined}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <fieldset className="field">
          <legend>{t("customerSaid.howWas")}</legend>
          <Radio.Group
            vertical
            options={opinions.map((value) => ({ value, label: t(`opinion.${value}`) }))}
            value={score}
            onChange={({ target }) => set({ score: target.value as Body["score"] })}
          />
        </fieldset>
        <VisitField draft={draft} set={set} wrong={wrong} ticket={number} />
        <Beside>
          <ChoiceField
            label={t("customerSaid.source")}
            value={draft.from}
            set={(from) => set({ from: from as Draft["from"] })}
            choices={opinionSources.map((value) => ({ value, label: t(`satisfaction.from.${value}`) }))}
          />
          <PersonField
            label={t("customerSaid.engineer")}
            optional
            value={draft.engineer}
            set={(engineer) => set({ engineer })}
          />
        </Beside>
        <TextField
          label={t("customerSaid.note")}
          optional
          rows={3}
          most={1000}
          value={draft.note}
          set={(note) => set({ note })}
          wrong={wrong.note}
        />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

/** Writes down what they said; `again`: it corrects what was said before. */
export const ScoreButton = ({ ticket, again }: { readonly ticket: TicketView; readonly again: boolean }): ReactNode => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t(again ? "customerSaid.correct" : "customerSaid.ask")}</Button>
      {open ? <ScoreForm ticket={ticket} close={() => setOpen(false)} /> : null}
    </>
  );
};
