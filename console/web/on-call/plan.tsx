import { Button, Skeleton } from "antd";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";
import { usePlan } from "./data.ts";
import { PlanWords } from "./plan-words.tsx";
import { Warnings } from "./warnings.tsx";

/** What reads the text is loaded by those who write it. */
const PlanEdit = lazy(() => import("./plan-edit.tsx"));

/** Rotas and paths in words; whoever may, changes them as text. */
export const Plan = (): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { data, error, refetch } = usePlan();
  const may = useMay("configure");
  const who = useActor();
  const [editing, setEditing] = useState(false);
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  const { version, at = 0, by = "", plan, warnings } = data;
  const set = { version, time: exact(at, language), name: who(by) };
  return (
    <>
      <div className="head">
        <span className="quiet">{version === 0 ? t("onCallDesk.noRota") : t("onCallDesk.planSet", set)}</span>
        {may && !editing ? (
          <Button type="primary" onClick={() => setEditing(true)}>
            {t(version === 0 ? "onCallDesk.writePlan" : "onCallDesk.editPlan")}
          </Button>
        ) : null}
      </div>
      {editing ? (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
          <PlanEdit view={data} close={() => setEditing(false)} />
        </Suspense>
      ) : null}
      {editing ? null : <Warnings warnings={warnings} />}
      {version === 0 || editing ? null : <PlanWords plan={plan} />}
    </>
  );
};
