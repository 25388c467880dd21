import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CheckedFees, CheckedPolicy } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { FileCheck } from "./file-check.tsx";
import { Policy } from "./policy.tsx";

const RightPolicy = ({ checked: { policy, differs } }: { readonly checked: CheckedPolicy }): ReactNode => {
  const { t } = useTranslation();
  if (!policy) return null;
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

const RightFees = ({ checked: { fees } }: { readonly checked: CheckedFees }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (!fees) return null;
  const { id, title, currency, zones, classes } = fees;
  return (
    <>
      <p>{t("charges.right", { file: t("policyDesk.file"), id, currency })}</p>
      <h3>{title[language]}</h3>
      <ul className="policy-remarks">
        {zones.length > 0 ? <li>{t("charges.zones", { list: zones.join(t("comma")) })}</li> : null}
        {classes.length > 0 ? <li>{t("charges.classes", { list: classes.join(t("comma")) })}</li> : null}
      </ul>
    </>
  );
};

/** Files that people change on the broker's computer can be pasted here before. */
export const Checks = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  return (
    <div className="policy-columns">
      <FileCheck
        title={t("policyDesk.check")}
        says={t("policyDesk.checkSays")}
        label={t("policyDesk.paste")}
        ask={(file) => api.checkPolicy(file)}
        right={(checked) => <RightPolicy checked={checked} />}
      />
      <FileCheck
        title={t("policyDesk.checkFees")}
        says={t("policyDesk.checkFeesSays")}
        label={t("policyDesk.pasteFees")}
        ask={(file) => api.checkFees(file)}
        right={(checked) => <RightFees checked={checked} />}
      />
    </div>
  );
};
