import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Asked } from "./asked.tsx";
import { useWaiting } from "./waiting.ts";

interface Place {
  readonly terminal: string;
  readonly device: string;
}

/** What waits for a second person at one device; nothing for who may not decide. */
export const ApprovalsAt = ({ terminal, device }: Place): ReactNode => {
  const { t } = useTranslation();
  const here = (useWaiting().data ?? []).filter((one) => one.terminal === terminal && one.device === device);
  if (here.length === 0) return null;
  return (
    <ul className="approval-list" aria-label={t("approvals.title")}>
      {here.map((command) => (
        <Asked key={command.id} command={command} />
      ))}
    </ul>
  );
};
