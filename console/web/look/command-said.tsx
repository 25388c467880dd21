import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CommandView } from "../../../contract/index.ts";
import { commandText, isWhole } from "../../i18n/command.ts";
import { usePreferences } from "../preferences.ts";

/** What a command does and with what, in words; behind a title its name. */
export const CommandSaid = ({ command }: { readonly command: CommandView }): ReactNode => {
  const { language } = usePreferences();
  return (
    <>
      <strong>{commandText(command, language)}</strong>
      {command.title === undefined ? null : (
        <>
          {" "}
          <code className="quiet">{command.command}</code>
        </>
      )}
    </>
  );
};

/** All of the arguments as they are sent, where the words cut a long one; else nothing. */
export const AllArgs = ({ args }: Pick<CommandView, "args">): ReactNode => {
  const { t } = useTranslation();
  if (isWhole(args)) return null;
  return (
    <details>
      <summary>{t("approvals.allArgs")}</summary>
      <pre className="all-args" tabIndex={0}>
        {JSON.stringify(args, undefined, 2)}
      </pre>
    </details>
  );
};
