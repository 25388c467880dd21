import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ComplaintView } from "../../../contract/index.ts";

/** How far it is, and whether it was found valid. */
export const StateWords = ({ complaint: { state, verdict } }: { readonly complaint: ComplaintView }): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      {t(`complaintChange.${state}`)}
      {verdict ? t("brackets", { text: t(`complaint.${verdict}`) }) : null}
    </>
  );
};
