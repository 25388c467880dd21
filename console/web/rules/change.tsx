import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RuleView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { wrongByField } from "../look/wrong.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { changedIn, type Draft, draftOf, settingsIn, unreadable } from "./draft.ts";
import { Rehearsal } from "./rehearsal.tsx";
import { SettingsForm } from "./settings-form.tsx";

interface ForceProps {
  readonly rule: RuleView;
  /** Settings of this rule were seen as of this revision. */
  readonly seen: number;
  readonly draft: Draft;
  readonly close: () => void;
}

const fewest = 3;
const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Asks why, then puts it into force. */
const Force = ({ rule, seen, draft, close }: ForceProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const changed = changedIn(draft, rule);
  const save = useMutation({
    mutationFn: () => api.setRules({ rules: [{ rule: rule.rule, settings: settingsIn(draft, rule) }], why, seen }),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: keys.rules });
      await queries.invalidateQueries({ queryKey: keys.faults });
    },
  });
  return (
    <Dialog
      title={t("rulesDesk.forceNow")}
      go={t("rulesDesk.forceNow")}
      can={why.trim().length >= fewest}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p>
          {t("rulesDesk.forceSays", { fields: changed.map((field) => t(`rules.field.${field}`)).join(t("comma")) })}
        </p>
        {draft.on ? null : <p className="warned">{t("rulesDesk.offSays")}</p>}
        <TextField label={t("rulesDesk.why")} value={why} set={setWhy} rows={3} most={500} autoFocus />
        {save.error ? <Failure error={save.error} /> : null}
      </div>
    </Dialog>
  );
};

/**
 * What stands in the form. Somebody else may change the rule meanwhile: a form that nobody touched follows, and what was typed stays until whoever typed it
 * lets it go.
 */
const useDraft = (rule: RuleView) => {
  const [base, setBase] = useState(rule);
  const [draft, setDraft] = useState<Draft>(() => draftOf(rule.inForce));
  const follow = (): void => {
    setBase(rule);
    setDraft(draftOf(rule.inForce));
  };
  const moved = !same(base.inForce, rule.inForce);
  const touched = changedIn(draft, base).length > 0 && changedIn(draft, rule).length > 0;
  if (moved && !touched) follow();
  return { draft, setDraft, follow, outdated: moved && touched, seen: moved ? base.revision : rule.revision };
};

/** Settings to try and to put into force. */
export const Change = ({ rule }: { readonly rule: RuleView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { draft, setDraft, follow, outdated, seen } = useDraft(rule);
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const wrong = unreadable(draft, rule);
  const changed = wrong.length === 0 && changedIn(draft, rule).length > 0;
  const delivered = Object.keys(settingsIn(draft, rule)).length === 0;
  const set = (next: Draft): void => {
    setDraft(next);
    setRefused(undefined);
  };
  return (
    <div className="page-column">
      <section className="panel">
        <h2>{t("rulesDesk.settings")}</h2>
        {outdated ? (
          <Alert
            type="warning"
            showIcon
            role="alert"
            title={t("rulesDesk.outdated")}
            action={<Button onClick={follow}>{t("rulesDesk.follow")}</Button>}
          />
        ) : null}
        <SettingsForm
          rule={rule}
          draft={draft}
          set={set}
          unreadable={wrong}
          refused={wrongByField(refused, language)}
        />
        <div className="actions rule-actions">
          <Button type="primary" disabled={!changed || outdated} onClick={() => setAsking(true)}>
            {t("rulesDesk.force")}
          </Button>
          <Button disabled={delivered} onClick={() => set(draftOf(rule.delivered))}>
            {t("rulesDesk.deliver")}
          </Button>
        </div>
      </section>
      <Rehearsal rule={rule} settings={changed ? settingsIn(draft, rule) : undefined} onRefused={setRefused} />
      {asking ? <Force rule={rule} seen={seen} draft={draft} close={() => setAsking(false)} /> : null}
    </div>
  );
};
