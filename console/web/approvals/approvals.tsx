import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Asked } from "./asked.tsx";
import { useWaiting } from "./waiting.ts";

/** Everything that waits for a second person: who asked for what, where, why, and until when. */
const Approvals = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("approvals.title"));
  const { data, error, refetch } = useWaiting();
  return (
    <div className="page">
      <h1>{t("approvals.title")}</h1>
      <p className="quiet">{t("approvals.lead")}</p>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active /> : null}
      {data?.length === 0 ? <p className="panel quiet">{t("approvals.none")}</p> : null}
      <ul className="approval-list">
        {data?.map((command) => (
          <Asked key={command.id} command={command} />
        ))}
      </ul>
    </div>
  );
};
export default Approvals;
