import { Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "../../../contract/index.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { ActForm } from "./act-form.tsx";
import { isUsual, type Offer, offersOf } from "./offers.ts";
import { PlanVisit } from "./plan-visit.tsx";
import { useAct } from "./use-act.ts";

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

/** What the one who looks may do with this ticket now: the usual next step stands out, what is seldom wanted waits behind "more". */
export const Actions = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("ticket");
  const [open, setOpen] = useState<Offer>();
  const act = useAct(ticket, () => undefined);
  if (!may) return null;
  const { often, seldom } = offersOf(ticket);
  const start = (offer: Offer): void => {
    if (offer.asks.length === 0) act.mutate({ action: offer.action });
    else setOpen(offer);
  };
  const button = (offer: Offer): ReactNode => (
    <Button
      key={offer.action}
      type={isUsual(ticket, offer) ? "primary" : "default"}
      loading={act.isPending && act.variables.action === offer.action}
      onClick={() => start(offer)}
    >
      {t(`ticketAct.${offer.action}`)}
    </Button>
  );
  return (
    <section aria-label={t("ticketAct.title")}>
      <div className="actions">
        {often.map(button)}
        <PlanVisit ticket={ticket} />
        {seldom.length > 0 ? (
          <details className="seldom">
            <summary>{t("ticketAct.more")}</summary>
            <div className="actions">{seldom.map(button)}</div>
          </details>
        ) : null}
      </div>
      {act.error ? <Failure error={act.error} /> : null}
      <CommentForm ticket={ticket} />
      {open ? <ActForm key={open.action} ticket={ticket} offer={open} close={() => setOpen(undefined)} /> : null}
    </section>
  );
};
