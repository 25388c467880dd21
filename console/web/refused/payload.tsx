import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { QuarantineEntry } from "../../../contract/index.ts";
import { foreignBytes, foreignText } from "../../i18n/foreign.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";

/** What was in it, as a stranger's text: every sign of it is seen, and none is taken for ours. */
const Content = ({ entry: { id, size } }: { readonly entry: QuarantineEntry }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.refusedMessage(id),
    queryFn: () => api.refused({ number: id }),
    // It never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active title={false} />;
  const { as, text, length } = foreignBytes(data.payload);
  if (length === 0) return <p className="quiet">{t("refusedDesk.empty")}</p>;
  const notes = [
    ...(as === "hex" ? [t("refusedDesk.hex")] : []),
    ...(length < size ? [t("refusedDesk.cut", { length, size })] : []),
  ];
  return (
    <>
      {notes.length > 0 ? <p className="quiet">{notes.join(" ")}</p> : null}
      <pre className="foreign" tabIndex={0} aria-label={t("refusedDesk.payload")}>
        {text}
      </pre>
    </>
  );
};

/** Opened by whoever wants to see it; it is not asked for before. */
export const Payload = ({ entry }: { readonly entry: QuarantineEntry }): ReactNode => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className="payload" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t("refusedDesk.payload")}</summary>
      {entry.topic === "" ? null : <code className="quiet foreign-line">{foreignText(entry.topic)}</code>}
      {open ? <Content entry={entry} /> : null}
    </details>
  );
};
