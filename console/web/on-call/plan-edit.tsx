import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Issue, OnCallPlanView } from "../../../contract/index.ts";
import { hasCode, systemClock } from "../../../contract/plain.ts";
import { zoned } from "../../i18n/times.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { onCallKey } from "./data.ts";
import { Moves } from "./moves.tsx";
import { firstPlan, type Mistake, planText, readPlan } from "./plan-text.ts";

interface EditProps {
  readonly view: OnCallPlanView;
  readonly close: () => void;
}

/** What a check came to: of exactly this text. */
interface Checked {
  readonly text: string;
  readonly mistakes: readonly Mistake[];
  /** Nothing is wrong: what it would change. */
  readonly view?: OnCallPlanView;
}

const issuesIn = (error: unknown): readonly Issue[] =>
  hasCode(error, "invalid") && Array.isArray(error.context["issues"]) ? (error.context["issues"] as Issue[]) : [];

/** Held against the plan that was opened: whoever was quicker is not overwritten. */
const useCheck = (text: string, version: number) => {
  const api = useApi();
  const [checked, setChecked] = useState<Checked>();
  const check = useMutation({
    mutationFn: async (): Promise<Checked> => {
      const read = readPlan(text);
      if ("mistakes" in read) return { text, mistakes: read.mistakes };
      try {
        return { text, mistakes: [], view: await api.setOnCallPlan({ plan: read.plan, version, check: true }) };
      } catch (error) {
        const mistakes = read.placed(issuesIn(error));
        if (mistakes.length > 0) return { text, mistakes };
        throw error;
      }
    },
    onSuccess: setChecked,
  });
  return { check, checked: checked?.text === text ? checked : undefined };
};

const useSave = (close: () => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ plan, version }: OnCallPlanView) => api.setOnCallPlan({ plan, version }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: onCallKey });
      close();
    },
  });
};

const lineStart = (text: string, line: number): number =>
  text
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, one) => sum + one.length + 1, 0);

const Mistakes = ({
  mistakes,
  field,
}: {
  readonly mistakes: readonly Mistake[];
  readonly field: RefObject<HTMLTextAreaElement | null>;
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const show = (line: number): void => {
    const area = field.current;
    if (!area) return;
    const begin = lineStart(area.value, line);
    const end = area.value.indexOf("\n", begin);
    area.focus();
    area.setSelectionRange(begin, end < 0 ? area.value.length : end);
  };
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t("onCallDesk.mistakes", { count: mistakes.length })}
      description={
        <ul className="warnings">
          {mistakes.map(({ line, key, said }) => (
            <li key={`${key} ${said.en}`}>
              {line === undefined ? null : (
                <button type="button" className="plain" onClick={() => show(line)}>
                  {t("onCallDesk.line", { line })}
                </button>
              )}{" "}
              {key === "" ? null : <code>{key}</code>} {said[language]}
            </li>
          ))}
        </ul>
      }
    />
  );
};

/** The plan as text: checked first, which shows what is wrong by key or what would change; then saved as it was checked. */
const PlanEdit = ({ view, close }: EditProps): ReactNode => {
  const { t } = useTranslation();
  const { name } = useSession();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return planText(
      view.version === 0 ? firstPlan(name, timeZone, zoned(systemClock.now(), timeZone).slice(0, 10)) : view.plan,
    );
  });
  const [version] = useState(view.version);
  const { check, checked } = useCheck(text, version);
  const save = useSave(close);
  const right = checked?.view;
  const rotas = [...view.plan.rotas, ...(right?.plan.rotas ?? [])].map(({ id, title, zone }) => ({
    rota: id,
    title,
    zone,
  }));
  return (
    <section className="panel plan-edit">
      <label htmlFor="plan-text">{t("onCallDesk.planText")}</label>
      <textarea
        id="plan-text"
        ref={field}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <p className="quiet">{t("onCallDesk.planHint")}</p>
      {check.error || save.error ? <Failure error={check.error ?? save.error} /> : null}
      {checked && checked.mistakes.length > 0 ? <Mistakes mistakes={checked.mistakes} field={field} /> : null}
      {right?.difference ? (
        <>
          <p role="status">{t("onCallDesk.planRight")}</p>
          <Moves difference={right.difference} warnings={right.warnings} rotas={rotas} />
        </>
      ) : null}
      <span className="buttons">
        <Button onClick={close}>{t("ticketAct.cancel")}</Button>
        <Button type={right ? "default" : "primary"} loading={check.isPending} onClick={() => check.mutate()}>
          {t("onCallDesk.check")}
        </Button>
        <Button
          type={right ? "primary" : "default"}
          disabled={!right}
          loading={save.isPending}
          onClick={() => (right ? save.mutate(right) : undefined)}
        >
          {t("onCallDesk.savePlan")}
        </Button>
      </span>
    </section>
  );
};
export default PlanEdit;
