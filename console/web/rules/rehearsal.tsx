import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RehearsalView, RuleSettings, RuleView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { ChoiceField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { Result } from "./result.tsx";

const choices = [1, 3, 7, 14, 30, 60, 90];
const askAgainMs = 400;

interface RehearsalProps {
  readonly rule: RuleView;
  /** What to try; nothing to try, if the form holds what is in force. */
  readonly settings: RuleSettings | undefined;
  readonly onRefused: (error: unknown) => void;
}

/** A rehearsal that was begun, asked for until it ends. */
const useRehearsal = (id: string | undefined) => {
  const api = useApi();
  return useQuery({
    queryKey: keys.rehearsal(id ?? ""),
    queryFn: () => api.rehearsal({ id: id ?? "" }),
    enabled: id !== undefined,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "running" ? askAgainMs : false),
  });
};

const Running = ({ view, cancel }: { readonly view: RehearsalView; readonly cancel: () => void }): ReactNode => {
  const { t } = useTranslation();
  const { terminals, of } = view.progress;
  return (
    <div className="rehearsing" role="status">
      <progress max={Math.max(1, of)} value={terminals} aria-label={t("rulesDesk.rehearse")} />
      <span>{t("rules.rehearsing", view.progress)}</span>
      <Button onClick={cancel}>{t("rulesDesk.cancel")}</Button>
    </div>
  );
};

/** Replays the last days with what stands in the form, and shows what would have been otherwise. */
export const Rehearsal = ({ rule, settings, onRefused }: RehearsalProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const [days, setDays] = useState("7");
  const [id, setId] = useState<string>();
  const { data: view, error } = useRehearsal(id);
  const begin = useMutation({
    mutationFn: (asked: RuleSettings) =>
      api.rehearseRules({ rules: [{ rule: rule.rule, settings: asked }], days: Number(days) }),
    onSuccess: (begun) => setId(begun.id),
    onError: onRefused,
  });
  const running = view?.state === "running" || begin.isPending;
  return (
    <section className="panel" aria-live="polite">
      <h2>{t("rulesDesk.rehearse")}</h2>
      <p className="quiet">{t("rulesDesk.rehearseSays")}</p>
      <div className="rehearse-ask">
        <ChoiceField
          label={t("rulesDesk.days")}
          value={days}
          set={setDays}
          choices={choices.map((count) => ({ value: String(count), label: t("rulesDesk.lastDays", { count }) }))}
        />
        <Button disabled={!settings || running} onClick={() => settings && begin.mutate(settings)}>
          {t("rulesDesk.rehearse")}
        </Button>
      </div>
      {begin.error ? <Failure error={begin.error} /> : null}
      {error && !view ? <Failure error={error} /> : null}
      {view?.state === "running" ? (
        <Running view={view} cancel={() => void api.cancelRehearsal({ id: view.id })} />
      ) : null}
      {view?.error ? <p className="wrong">{t("rules.failed", { text: view.error[language] })}</p> : null}
      {view?.result ? <Result result={view.result} rule={rule} /> : null}
    </section>
  );
};
