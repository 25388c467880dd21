import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PoliciesView } from "../../../contract/index.ts";
import { contractText, runbookText } from "../../i18n/policies.ts";
import { useApi } from "../client-context.ts";
import { Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Head } from "../rules/head.tsx";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Checks } from "./check.tsx";
import { Policy } from "./policy.tsx";
import "./policies.css";
import "../look/fields.css";

const Contracts = ({ contracts }: Pick<PoliciesView, "contracts">): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <section className="policy-part">
      <h2>{t("policies.contracts")}</h2>
      {contracts.length === 0 ? (
        <p className="panel quiet">{t("policies.noContracts")}</p>
      ) : (
        <Rows
          label={t("policies.contracts")}
          rows={contracts}
          idOf={({ id }) => id}
          columns={[
            { title: t("policyDesk.customer"), cell: ({ customer, id }) => `${customer} (${id})` },
            { title: t("policyDesk.policy"), cell: ({ policy }) => <code>{policy}</code> },
            { title: t("policyDesk.what"), wide: true, cell: (one) => contractText(one, language).join(" · ") },
          ]}
        />
      )}
    </section>
  );
};

const Runbooks = ({ runbooks }: Pick<PoliciesView, "runbooks">): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <section className="policy-part">
      <h2>{t("policyDesk.runbooks")}</h2>
      <Rows
        label={t("policyDesk.runbooks")}
        rows={runbooks}
        idOf={({ runbook }) => runbook}
        columns={[
          { title: t("policies.runbooks"), wide: true, cell: ({ title }) => title[language] },
          { title: t("policyDesk.disturbs"), cell: ({ disturbs }) => t(`policyDesk.disturbing.${disturbs}`) },
          { title: t("policyDesk.when"), cell: (one) => runbookText(one, language) },
        ]}
      />
    </section>
  );
};

const Settings = ({ settings }: Pick<PoliciesView, "settings">): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const rows = settings.flatMap(({ area, of }) => of.map((one) => ({ area, ...one })));
  return (
    <section className="policy-part">
      <h2>{t("policyDesk.settings")}</h2>
      <Rows
        label={t("policyDesk.settings")}
        rows={rows}
        idOf={({ area, text }) => `${area} ${text.en}`}
        columns={[
          { title: t("policyDesk.setting"), wide: true, cell: ({ text }) => text[language] },
          { title: t("policyDesk.value"), cell: ({ value }) => value || "–" },
          { title: t("policyDesk.area"), cell: ({ area }) => t(`policies.area.${area}`) },
          {
            title: t("policyDesk.key"),
            cell: ({ key }) =>
              key === undefined ? <span className="quiet">{t("policies.fixed")}</span> : <code>{key}</code>,
          },
        ]}
      />
    </section>
  );
};

/** What is promised to whom, and what happens by itself: to be read. */
const Policies = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("rulesDesk.policies"));
  const api = useApi();
  const { data, error, refetch } = useQuery({ queryKey: keys.policies, queryFn: () => api.policies() });
  return (
    <div className="page">
      <Head title={t("rulesDesk.policies")} />
      <p className="quiet policy-says">{t("policyDesk.says")}</p>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data ? (
        <>
          <div className="policy-columns">
            {data.policies.map((policy) => (
              <section key={policy.id} className="panel">
                <Policy policy={policy} />
              </section>
            ))}
          </div>
          <Contracts contracts={data.contracts} />
          <Checks />
          <Runbooks runbooks={data.runbooks} />
          <Settings settings={data.settings} />
        </>
      ) : null}
    </div>
  );
};
export default Policies;
