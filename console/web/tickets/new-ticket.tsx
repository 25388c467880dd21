import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAsked } from "../look/use-asked.ts";
import { useMay } from "../session/session.ts";
import { NewTicketForm } from "./new-form.tsx";

/** "New ticket", for those who may; of this terminal, where one is looked at. */
export const NewTicket = ({ terminal }: { readonly terminal?: string }): ReactNode => {
  const { t } = useTranslation();
  const { asked, ask, done } = useAsked("ticket");
  if (!useMay("ticket")) return null;
  return (
    <>
      <Button onClick={ask}>{t("newTicket.title")}</Button>
      {asked ? <NewTicketForm terminal={terminal} close={done} /> : null}
    </>
  );
};
