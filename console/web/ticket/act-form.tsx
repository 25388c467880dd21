import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "../../../contract/index.ts";
import { type TicketActionName, ticketQueues, waitReasons } from "../../../contract/plain.ts";
import { Dialog } from "../look/dialog.tsx";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { Failure } from "../shell/failure.tsx";
import { Who } from "../visits/who.tsx";
import { type Field, needsOf, type Offer } from "./offers.ts";
import { type Body, useAct } from "./use-act.ts";

type Draft = Partial<Record<Field, string>>;

interface FieldProps {
  readonly field: Field;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly optional: boolean;
}

const FieldInput = ({ field, ...said }: FieldProps): ReactNode => {
  const { t } = useTranslation();
  const label = t(`ticketAct.field.${field}`);
  const choices = {
    reason: waitReasons.map((value) => ({ value, label: t(`ticketDesk.wait.${value}`) })),
    queue: ticketQueues.map((value) => ({ value, label: t(`ticketDesk.queueName.${value}`) })),
  };
  if (field === "assignee") return <Who label={label} who={said.value} set={said.set} />;
  if (field === "reason" || field === "queue")
    return <ChoiceField label={label} choices={choices[field]} none="" {...said} />;
  if (field === "text") return <TextField label={label} rows={3} most={2000} {...said} />;
  return <TextField label={label} type={field === "other" ? "number" : "text"} {...said} />;
};

const bodyOf = (action: TicketActionName, { other, ...draft }: Draft): Body => {
  const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value.trim() !== ""));
  return { action, ...given, ...(other ? { other: Number(other) } : {}) } as Body;
};

interface Props {
  readonly ticket: TicketView;
  readonly offer: Offer;
  readonly close: () => void;
}

/** Asks for what belongs to an action, and does it. */
export const ActForm = ({ ticket, offer, close }: Props): ReactNode => {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({});
  const act = useAct(ticket, close);
  const needs = needsOf(offer.action);
  return (
    <Dialog
      title={t(`ticketAct.${offer.action}`)}
      go={t(`ticketAct.${offer.action}`)}
      can={needs.every((field) => draft[field as Field]?.trim())}
      busy={act.isPending}
      onGo={() => act.mutate(bodyOf(offer.action, draft))}
      onClose={close}
    >
      <div className="fields">
        {offer.asks.map((field) => (
          <FieldInput
            key={field}
            field={field}
            value={draft[field] ?? ""}
            set={(value) => setDraft({ ...draft, [field]: value })}
            optional={!needs.includes(field)}
          />
        ))}
        {act.error ? <Failure error={act.error} /> : null}
      </div>
    </Dialog>
  );
};
