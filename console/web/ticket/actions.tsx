import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RouteBody, TicketView } from "../../../contract/index.ts";
import { type TicketActionName, ticketActions, ticketQueues, waitReasons } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { PlanVisit } from "./plan-visit.tsx";

type Body = RouteBody<"ticketAction">;
type Field = "text" | "assignee" | "reason" | "queue" | "van" | "other";

interface Offer {
  readonly action: TicketActionName;
  /** What may be said with it; what must be is in the contract's table. */
  readonly asks: readonly Field[];
  /** The usual next step in these states. */
  readonly usual?: readonly TicketView["state"][];
}

/** What the page offers, in the order in which work goes. Splitting wants a choice of faults: the command line has it. */
const offers: readonly Offer[] = [
  { action: "accept", asks: [], usual: ["new"] },
  { action: "contact", asks: ["text"], usual: ["accepted"] },
  { action: "plan", asks: ["text"], usual: ["accepted", "remoteWork"] },
  { action: "work", asks: ["text"] },
  { action: "wait", asks: ["reason", "text"] },
  { action: "resume", asks: [], usual: ["waiting"] },
  { action: "assign", asks: ["assignee"] },
  { action: "dispatch", asks: ["assignee", "van"] },
  { action: "arrive", asks: [], usual: ["dispatched"] },
  { action: "restore", asks: ["text"], usual: ["onSite"] },
  { action: "resolve", asks: ["text"], usual: ["restored", "onSite"] },
  { action: "confirm", asks: ["text"], usual: ["resolved"] },
  { action: "close", asks: ["text"], usual: ["confirmed"] },
  { action: "reopen", asks: ["text"] },
  { action: "queue", asks: ["queue"] },
  { action: "merge", asks: ["other"] },
  { action: "leave", asks: [] },
];

const isOffered = (ticket: TicketView, { action }: Offer): boolean =>
  (ticketActions[action].from as readonly string[]).includes(ticket.state) &&
  (action !== "leave" || ticket.parent !== undefined);

/** The usual next step, unless its promise is kept already. */
const isUsual = (ticket: TicketView, { action, usual = [] }: Offer): boolean =>
  usual.includes(ticket.state) && !ticket.clocks.some(({ name, metAt }) => name === action && metAt !== undefined);

const needsOf = (action: TicketActionName): readonly string[] => {
  const rule = ticketActions[action];
  return "needs" in rule ? rule.needs : [];
};

const useAct = (ticket: TicketView, done: () => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.ticketAction({ number: ticket.number }, { ...body, version: ticket.version }),
    onSuccess: (now) => {
      queries.setQueryData(keys.ticket(now.number), now);
      done();
    },
    // Somebody else was quicker: what is shown is not what is there.
    onError: () => queries.invalidateQueries({ queryKey: keys.ticket(ticket.number) }),
  });
};

interface FieldProps {
  readonly field: Field;
  readonly draft: Draft;
  readonly set: (draft: Draft) => void;
  readonly needed: boolean;
}
type Draft = Partial<Record<Field, string>>;

const FieldInput = ({ field, draft, set, needed }: FieldProps): ReactNode => {
  const { t } = useTranslation();
  const id = `ticket-${field}`;
  const change = (value: string): void => set({ ...draft, [field]: value });
  const choices: Partial<Record<Field, readonly { value: string; label: string }[]>> = {
    reason: waitReasons.map((value) => ({ value, label: t(`ticketDesk.wait.${value}`) })),
    queue: ticketQueues.map((value) => ({ value, label: t(`ticketDesk.queueName.${value}`) })),
  };
  const options = choices[field];
  const label = t(`ticketAct.field.${field}`);
  const optional = needed ? null : <span className="quiet"> {t("ticketAct.optional")}</span>;
  if (options)
    return (
      <fieldset className="field">
        <legend>
          {label}
          {optional}
        </legend>
        <Radio.Group
          vertical
          options={[...options]}
          value={draft[field]}
          onChange={({ target }) => change(String(target.value))}
        />
      </fieldset>
    );
  return (
    <label className="field" htmlFor={id}>
      <span>
        {label}
        {optional}
      </span>
      {field === "text" ? (
        <Input.TextArea
          id={id}
          rows={3}
          maxLength={2000}
          value={draft.text ?? ""}
          onChange={({ target }) => change(target.value)}
        />
      ) : (
        <Input
          id={id}
          value={draft[field] ?? ""}
          onChange={({ target }) => change(target.value)}
          inputMode={field === "other" ? "numeric" : "text"}
        />
      )}
    </label>
  );
};

const bodyOf = (action: TicketActionName, { other, ...draft }: Draft): Body => {
  const given = Object.fromEntries(Object.entries(draft).filter(([, value]) => value.trim() !== ""));
  return { action, ...given, ...(other ? { other: Number(other) } : {}) } as Body;
};

const ActForm = ({
  ticket,
  offer,
  close,
}: {
  readonly ticket: TicketView;
  readonly offer: Offer;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({});
  const act = useAct(ticket, close);
  const needs = needsOf(offer.action);
  const lacking = needs.filter((field) => !draft[field as Field]?.trim());
  return (
    <Dialog
      title={t(`ticketAct.${offer.action}`)}
      go={t(`ticketAct.${offer.action}`)}
      can={lacking.length === 0}
      busy={act.isPending}
      onGo={() => act.mutate(bodyOf(offer.action, draft))}
      onClose={close}
    >
      <div className="fields">
        {offer.asks.map((field) => (
          <FieldInput key={field} field={field} draft={draft} set={setDraft} needed={needs.includes(field)} />
        ))}
        {act.error ? <Failure error={act.error} /> : null}
      </div>
    </Dialog>
  );
};

const CommentForm = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const act = useAct(ticket, () => setText(""));
  return (
    <form
      className="comment"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate({ action: "comment", text });
      }}
    >
      <Input.TextArea
        aria-label={t("ticketAct.comment")}
        placeholder={t("ticketAct.comment")}
        rows={1}
        maxLength={2000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button htmlType="submit" disabled={text.trim() === ""} loading={act.isPending}>
        {t("ticketAct.send")}
      </Button>
      {act.error ? <Failure error={act.error} /> : null}
    </form>
  );
};

/** What the one who looks may do with this ticket now; the usual next step stands out. */
export const Actions = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("ticket");
  const [open, setOpen] = useState<Offer>();
  const act = useAct(ticket, () => undefined);
  if (!may) return null;
  const offered = offers.filter((offer) => isOffered(ticket, offer));
  const start = (offer: Offer): void => {
    if (offer.asks.length === 0) act.mutate({ action: offer.action });
    else setOpen(offer);
  };
  return (
    <section aria-label={t("ticketAct.title")}>
      <div className="actions">
        {offered.map((offer) => (
          <Button
            key={offer.action}
            type={isUsual(ticket, offer) ? "primary" : "default"}
            loading={act.isPending && act.variables.action === offer.action}
            onClick={() => start(offer)}
          >
            {t(`ticketAct.${offer.action}`)}
          </Button>
        ))}
        <PlanVisit ticket={ticket} />
      </div>
      {act.error ? <Failure error={act.error} /> : null}
      <CommentForm ticket={ticket} />
      {open ? <ActForm key={open.action} ticket={ticket} offer={open} close={() => setOpen(undefined)} /> : null}
    </section>
  );
};
