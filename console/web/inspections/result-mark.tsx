import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { InspectionRound } from "../../../contract/index.ts";
import { type Condition, StateMark } from "../look/state-mark.tsx";

type Result = InspectionRound["result"];
const marks: Readonly<Record<Result, Condition>> = {
  ok: "ok",
  notOk: "faulty",
  cannotTell: "unknown",
  notFitted: "unknown",
};

export const ResultMark = ({ result }: { readonly result: Result }): ReactNode => {
  const { t } = useTranslation();
  return (
    <span className="said">
      <StateMark state={marks[result]} />
      {t(`inspection.result.${result}`)}
    </span>
  );
};
