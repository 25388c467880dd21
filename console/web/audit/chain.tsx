import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../client-context.ts";
import { StateMark } from "../look/state-mark.tsx";
import { Failure } from "../shell/failure.tsx";

/** Whether the log is still what was written. It is followed from its first entry: asked for once, and again when somebody wants it. */
export const Chain = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ["audit", "chain"],
    queryFn: () => api.auditChain(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  const state = data === undefined ? "unknown" : data.brokenAt === undefined ? "ok" : "faulty";
  return (
    <div className={`panel chain chain-${state}`} role="status">
      <span>
        <StateMark state={state} />{" "}
        {data === undefined
          ? t("auditDesk.checking")
          : t(data.brokenAt === undefined ? "auditDesk.whole" : "auditDesk.broken", {
              count: data.entries,
              n: data.brokenAt,
            })}
      </span>
      {data && data.head.n > 0 ? (
        <code title={data.head.hash}>{t("auditDesk.head", { n: data.head.n, hash: data.head.hash.slice(0, 16) })}</code>
      ) : null}
      <Button size="small" loading={isFetching} onClick={() => void refetch()}>
        {t("auditDesk.check")}
      </Button>
    </div>
  );
};
