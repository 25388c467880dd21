import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalDetail } from "../../../contract/index.ts";
import { sentenceOf } from "../../../contract/plain.ts";
import { duration } from "../../i18n/times.ts";
import { useApi } from "../client-context.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { exact } from "../times.ts";

const lengths = [30, 60, 120, 480, 1440] as const;
const usual = 60;

interface Wish {
  readonly minutes: number;
  readonly reason?: string;
}

/** Starts and ends maintenance: while it lasts, faults are kept but make no ticket. */
export const Maintenance = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const api = useApi();
  const queries = useQueryClient();
  const may = useMay("command");
  const [open, setOpen] = useState(false);
  const { id, maintenance } = terminal;
  const set = useMutation({
    mutationFn: (wish: Wish) => api.maintenance({ terminal: id }, wish),
    onSuccess: () => setOpen(false),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.terminal(id) }),
  });
  const failed = set.isError ? (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t("terminalPage.failed", { why: sentenceOf(set.error, language) })}
    />
  ) : null;
  if (maintenance) {
    const by = who(maintenance.by);
    const text = t("terminalPage.inMaintenance", { time: exact(maintenance.until, language), by });
    const end = (
      <Button loading={set.isPending} onClick={() => set.mutate({ minutes: 0 })}>
        {t("terminalPage.endMaintenance")}
      </Button>
    );
    return (
      <div className="maintenance">
        <Alert
          type="info"
          showIcon
          title={text}
          description={maintenance.reason || undefined}
          {...(may ? { action: end } : {})}
        />
        {failed}
      </div>
    );
  }
  if (!may) return null;
  if (!open) return <Button onClick={() => setOpen(true)}>{t("terminalPage.startMaintenance")}</Button>;
  return (
    <form
      className="maintenance"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const reason = fields.get("reason");
        const said = typeof reason === "string" && reason.trim() !== "" ? { reason: reason.trim() } : {};
        set.mutate({ minutes: Number(fields.get("minutes")), ...said });
      }}
    >
      <label>
        {t("terminalPage.minutes")}
        <select name="minutes" defaultValue={usual} autoFocus>
          {lengths.map((minutes) => (
            <option key={minutes} value={minutes}>
              {duration(minutes * 60_000, language)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("terminalPage.reason")}
        <Input name="reason" maxLength={500} />
      </label>
      <div className="actions">
        <Button type="primary" htmlType="submit" loading={set.isPending}>
          {t("terminalPage.start")}
        </Button>
        <Button onClick={() => setOpen(false)}>{t("terminalPage.cancel")}</Button>
      </div>
      {failed}
    </form>
  );
};
