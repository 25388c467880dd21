import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CommandView } from "../../../contract/index.ts";
import { Moment } from "../look/moment.tsx";
import { Approval } from "./approval.tsx";

/** One command that waits: what, where and since when; who asked, why, and yes or no. */
export const Asked = ({ command: asked }: { readonly command: CommandView }): ReactNode => {
  const { t } = useTranslation();
  const { terminal, device, command, args, createdAt } = asked;
  return (
    <li className="panel">
      <p>
        <Moment at={createdAt} /> <strong>{t("step.command", { command })}</strong>{" "}
        {Object.keys(args).length === 0 ? null : <code>{JSON.stringify(args)}</code>} ·{" "}
        <Link to={`/terminals/${terminal}`}>{terminal}</Link>{" "}
        <Link to={`/diagnose/${terminal}/${device}`}>{device}</Link>
      </p>
      <Approval command={asked} />
    </li>
  );
};
