import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CheckedPolicy } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { TextField } from "../look/fields.tsx";
import { Failure } from "../shell/failure.tsx";
import { Policy } from "./policy.tsx";

const most = 200_000;

const Issues = ({ issues }: Pick<CheckedPolicy, "issues">): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <p className="wrong">{t("policies.wrong", { count: issues.length, file: t("policyDesk.file") })}</p>
      <ol className="policy-issues">
        {issues.map(({ line, key, message }) => (
          <li key={`${line} ${key} ${message}`}>
            {line === undefined ? null : <b>{t("policies.line", { line })} </b>}
            {key === undefined ? null : <code>{key} </code>}
            {message}
          </li>
        ))}
      </ol>
    </>
  );
};

const Answer = ({ checked: { issues, policy, differs } }: { readonly checked: CheckedPolicy }): ReactNode => {
  const { t } = useTranslation();
  if (!policy) return <Issues issues={issues} />;
  return (
    <>
      <p>
        {t("policies.right", { file: t("policyDesk.file"), id: policy.id })}{" "}
        {t(differs ? "policies.new" : "policies.same")}
      </p>
      <Policy policy={policy} />
    </>
  );
};

/** Says of a pasted file what is wrong with it, or what it would promise. Nothing is kept. */
export const Check = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [text, setText] = useState("");
  const check = useMutation({ mutationFn: () => api.checkPolicy({ name: t("policyDesk.file"), text }) });
  return (
    <section className="panel">
      <h2>{t("policyDesk.check")}</h2>
      <p className="quiet">{t("policyDesk.checkSays")}</p>
      <div className="fields policy-check">
        <TextField label={t("policyDesk.paste")} value={text} set={setText} rows={8} most={most} />
        <div className="actions">
          <Button disabled={text.trim() === ""} loading={check.isPending} onClick={() => check.mutate()}>
            {t("policyDesk.checkNow")}
          </Button>
        </div>
      </div>
      <div aria-live="polite">
        {check.error ? <Failure error={check.error} /> : null}
        {check.data ? <Answer checked={check.data} /> : null}
      </div>
    </section>
  );
};
