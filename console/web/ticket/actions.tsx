import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "../../../contract/index.ts";
import { CommentForm } from "../look/comment-form.tsx";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { ActForm } from "./act-form.tsx";
import { isUsual, type Offer, offersOf } from "./offers.ts";
import { PlanVisit } from "./plan-visit.tsx";
import { useAct } from "./use-act.ts";

const noop = (): void => undefined;

/** What the one who looks may do with this ticket now: the usual next step stands out, what is seldom wanted waits behind "more". */
export const Actions = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("ticket");
  const [open, setOpen] = useState<Offer>();
  const act = useAct(ticket, noop);
  const comment = useAct(ticket, noop);
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
      <CommentForm most={2000} send={(text) => comment.mutateAsync({ action: "comment", text })} />
      {open ? <ActForm key={open.action} ticket={ticket} offer={open} close={() => setOpen(undefined)} /> : null}
    </section>
  );
};
