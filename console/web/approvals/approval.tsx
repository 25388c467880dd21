import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CommandView } from "../../../contract/index.ts";
import { sentenceOf } from "../../../contract/plain.ts";
import { duration } from "../../i18n/times.ts";
import { useApi } from "../client-context.ts";
import { mergeCommand } from "../live/apply.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay, useSession } from "../session/session.ts";
import { useNow } from "../shell/window.ts";
import "./approval.css";

/** A command that could move money waits for a second person: who asked, how long it still waits, yes or no. */
export const Approval = ({ command }: { readonly command: CommandView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const api = useApi();
  const queries = useQueryClient();
  const now = useNow();
  const may = useMay("money");
  const { name } = useSession();
  const { id, terminal, approval } = command;
  const decide = useMutation({
    mutationFn: (approve: boolean) => api.approveCommand({ terminal, id }, { approve }),
    onSuccess: (view) => mergeCommand(queries, view),
    // Somebody else was quicker, or it has expired: what is shown is not what is there.
    onError: () => queries.invalidateQueries({ queryKey: keys.commands(terminal) }),
  });
  if (!approval || command.state !== "awaitingApproval") return null;
  const own = approval.askedBy === `user:${name}`;
  const left = duration(Math.min(Math.max(0, approval.until - now), approval.until - command.createdAt), language);
  return (
    <div className="approval">
      <p>
        {t(own ? "approvals.yours" : "approvals.asked", { who: who(approval.askedBy) })}{" "}
        <span className="quiet">{t("approvals.stillWaits", { time: left })}</span>
      </p>
      {command.reason === "" ? null : <p>{t("approvals.because", { reason: command.reason })}</p>}
      {may ? (
        <div className="actions">
          {own ? null : (
            <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate(true)}>
              {t("approvals.approve")}
            </Button>
          )}
          <Button disabled={decide.isPending} onClick={() => decide.mutate(false)}>
            {t(own ? "approvals.takeBack" : "approvals.decline")}
          </Button>
        </div>
      ) : (
        <p className="quiet">{t("approvals.mayNot")}</p>
      )}
      {decide.isError ? (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={t("approvals.failed", { why: sentenceOf(decide.error, language) })}
        />
      ) : null}
    </div>
  );
};
