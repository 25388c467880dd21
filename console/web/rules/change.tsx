import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
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
  readonly draft: Draft;
  readonly close: () => void;
}

const fewest = 3;

/** Asks why, then puts it into force. */
const Force = ({ rule, draft, close }: ForceProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const changed = changedIn(draft, rule);
  const save = useMutation({
    mutationFn: () =>
      api.setRules({ rules: [{ rule: rule.rule, settings: settingsIn(draft, rule) }], why, seen: rule.revision }),
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

/** Settings to try and to put into force. */
export const Change = ({ rule }: { readonly rule: RuleView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [draft, setDraft] = useState<Draft>(() => draftOf(rule.inForce));
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
        <SettingsForm
          rule={rule}
          draft={draft}
          set={set}
          unreadable={wrong}
          refused={wrongByField(refused, language)}
        />
        <div className="actions rule-actions">
          <Button type="primary" disabled={!changed} onClick={() => setAsking(true)}>
            {t("rulesDesk.force")}
          </Button>
          <Button disabled={delivered} onClick={() => set(draftOf(rule.delivered))}>
            {t("rulesDesk.deliver")}
          </Button>
        </div>
      </section>
      <Rehearsal rule={rule} settings={changed ? settingsIn(draft, rule) : undefined} onRefused={setRefused} />
      {asking ? <Force rule={rule} draft={draft} close={() => setAsking(false)} /> : null}
    </div>
  );
};
