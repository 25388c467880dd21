import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, TextField } from "../look/fields.tsx";
import { useAsked } from "../look/use-asked.ts";
import { useSaved } from "../look/use-saved.ts";
import { keys } from "../queries.ts";
import { useMay, useWhole } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { type ComplaintDraft, complaintOf, emptyComplaint } from "./draft.ts";

interface PartProps {
  readonly draft: ComplaintDraft;
  readonly set: (more: Partial<ComplaintDraft>) => void;
  readonly wrong: Readonly<Record<string, string>>;
}

/** What it is about, and whose customer complains: of a ticket both are known. */
const About = ({ draft, set, wrong, fixed }: PartProps & { readonly fixed: boolean }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data: terminals = [] } = useQuery({
    queryKey: keys.terminals,
    queryFn: () => api.terminals(),
    enabled: !fixed,
  });
  return (
    <>
      <Beside>
        <TextField
          label={t("complaintDesk.ticket")}
          optional={!fixed}
          type="number"
          value={draft.ticket}
          set={(ticket) => set({ ticket })}
          disabled={fixed}
          wrong={wrong.ticket}
        />
        {fixed ? null : (
          <TextField
            label={t("complaintDesk.terminal")}
            optional
            most={64}
            value={draft.terminal}
            set={(terminal) => set({ terminal })}
            known={terminals.map(({ id }) => id)}
            wrong={wrong.terminal}
          />
        )}
      </Beside>
      <Beside>
        <TextField
          label={t("complaintDesk.customer")}
          optional
          most={120}
          value={draft.customer}
          set={(customer) => set({ customer })}
          hint={t("complaintDesk.customerHint")}
          wrong={wrong.customer}
        />
        <TextField
          label={t("complaintDesk.received")}
          optional
          type="datetime-local"
          value={draft.received}
          set={(received) => set({ received })}
          hint={t("complaintDesk.receivedHint")}
          wrong={wrong.receivedAt}
        />
      </Beside>
    </>
  );
};

/** Writes a complaint down, and goes to it. The key is the form's own: sent again after an answer that was lost, it is written down once. */
const NewForm = ({ ticket, close }: { readonly ticket: number | undefined; readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => emptyComplaint(ticket));
  const [key] = useState(() => crypto.randomUUID());
  const { save, wrong, failure } = useSaved({
    send: () => api.newComplaint(complaintOf(draft, key)),
    key: keys.complaints,
    close: ({ number }) => void navigate(`/complaints/${number}`),
    speaking: ["from", "text", "ticket", "terminal", "customer", "receivedAt"],
  });
  const set = (more: Partial<ComplaintDraft>): void => setDraft({ ...draft, ...more });
  return (
    <Dialog
      title={t("complaintDesk.new")}
      go={t("complaintDesk.save")}
      can={draft.from.trim() !== "" && draft.text.trim() !== ""}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <TextField
          label={t("complaintDesk.from")}
          most={80}
          value={draft.from}
          set={(from) => set({ from })}
          wrong={wrong.from}
        />
        <TextField
          label={t("complaintDesk.text")}
          rows={4}
          most={4000}
          value={draft.text}
          set={(text) => set({ text })}
          wrong={wrong.text}
        />
        <About draft={draft} set={set} wrong={wrong} fixed={ticket !== undefined} />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

/** "New complaint", for those who may: it is no matter of a part of the fleet. */
export const NewComplaint = ({ ticket }: { readonly ticket?: number }): ReactNode => {
  const { t } = useTranslation();
  const { asked, ask, done } = useAsked("complaint");
  const whole = useWhole();
  if (!useMay("ticket") || !whole) return null;
  return (
    <>
      <Button onClick={ask}>{t("complaintDesk.new")}</Button>
      {asked ? <NewForm ticket={ticket} close={done} /> : null}
    </>
  );
};
