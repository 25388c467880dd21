import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { useMay, useWhole } from "../session/session.ts";

/** The way to what a terminal sent and the broker did not take; nothing if there was none, or for whom it is not. */
export const RefusedOf = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const whole = useWhole();
  const may = useMay("configure") && whole;
  const { data } = useQuery({
    queryKey: keys.hasRefused(terminal),
    queryFn: async () => (await api.quarantine({ terminal, limit: 1 })).length > 0,
    enabled: may,
  });
  if (!data) return null;
  return <Link to={`/refused?terminal=${encodeURIComponent(terminal)}`}>{t("refusedDesk.ofTerminal")}</Link>;
};
