import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useSession } from "../session/session.ts";
import { useNarrow } from "../shell/window.ts";
import { forOthers, useWaiting } from "./waiting.ts";
import "./mark.css";

/** In the header of every page: how many commands wait for this person's yes. Read aloud when it changes. */
export const WaitingMark = (): ReactNode => {
  const { t } = useTranslation();
  const { name } = useSession();
  const narrow = useNarrow();
  const count = forOthers(useWaiting().data ?? [], name).length;
  return (
    <span role="status">
      {count === 0 ? null : (
        <Link to="/approvals" className="waiting-mark" aria-label={t("approvals.mark", { count })}>
          {narrow ? count : t("approvals.mark", { count })}
        </Link>
      )}
    </span>
  );
};
