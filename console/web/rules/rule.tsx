import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RuleSettings, RuleView } from "../../../contract/index.ts";
import { ruleFields } from "../../../contract/plain.ts";
import { looksAtText, settingText } from "../../i18n/rules.ts";
import { useApi } from "../client-context.ts";
import { Moment } from "../look/moment.tsx";
import { SeverityMark } from "../look/severity-mark.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Change } from "./change.tsx";

const RuleLinks = ({ word, rules }: { readonly word: string; readonly rules: readonly string[] }): ReactNode => {
  const { t } = useTranslation();
  if (rules.length === 0) return null;
  return (
    <>
      <dt>{t(`rules.${word}`)}</dt>
      <dd className="rule-links">
        {rules.map((rule) => (
          <Link key={rule} to={`/rules/${rule}`}>
            {rule}
          </Link>
        ))}
      </dd>
    </>
  );
};

const LooksAt = ({ rule }: { readonly rule: RuleView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <section className="panel">
      <h2>{t("rules.looksAt")}</h2>
      <dl className="rule-facts">
        <dt>{t("rulesDesk.condition")}</dt>
        <dd>
          {looksAtText(rule, language).map((text) => (
            <div key={text}>{text}</div>
          ))}
        </dd>
        <dt>{t("rules.causes")}</dt>
        <dd>
          <ol>
            {rule.causes.map((cause) => (
              <li key={cause.en}>{cause[language]}</li>
            ))}
          </ol>
        </dd>
        <RuleLinks word="explainedBy" rules={rule.explainedBy} />
        <RuleLinks word="hides" rules={rule.hides} />
        {rule.runbook === undefined ? null : (
          <>
            <dt>{t("rules.field.automatic")}</dt>
            <dd>{rule.runbook}</dd>
          </>
        )}
      </dl>
    </section>
  );
};

const Setting = ({
  rule,
  field,
}: {
  readonly rule: RuleView;
  readonly field: (typeof ruleFields)[number];
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const said = settingText(field, rule.inForce, language, rule.limit);
  if (said === "") return null;
  const delivered = settingText(field, rule.delivered, language, rule.limit);
  return (
    <>
      <dt>{t(`rules.field.${field}`)}</dt>
      <dd>
        {said}
        {rule.differs.includes(field) ? (
          <span className="rule-differs"> {t("rules.delivered", { text: delivered })}</span>
        ) : null}
      </dd>
    </>
  );
};

const InForce = ({ rule }: { readonly rule: RuleView }): ReactNode => {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2>{t("rulesDesk.inForce")}</h2>
      <dl className="rule-facts">
        {ruleFields.map((field) => (
          <Setting key={field} rule={rule} field={field} />
        ))}
      </dl>
    </section>
  );
};

const Changes = ({ rule }: { readonly rule: RuleView }): ReactNode => {
  const { t } = useTranslation();
  const who = useActor();
  const { language } = usePreferences();
  const said = (settings: RuleSettings): string => {
    const all = ruleFields.filter((field) => settings[field] !== undefined);
    const told = all.map(
      (field) => `${t(`rules.field.${field}`)} ${settingText(field, settings, language, rule.limit)}`,
    );
    return told.length === 0 ? t("rules.back") : told.join(t("comma"));
  };
  if (rule.history.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("rules.history")}</h2>
      <ol className="rule-history">
        {rule.history.map(({ revision, at, by, why, settings }) => (
          <li key={revision}>
            <Moment at={at} /> <b>{who(by)}</b>: {why}
            <br />
            <span className="quiet">{said(settings)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
};

/** One rule: what it looks at, how it is set, and what other settings would have done. */
export const Rule = ({ id }: { readonly id: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const may = useMay("configure");
  const { data: rule, error, refetch } = useQuery({ queryKey: keys.rule(id), queryFn: () => api.rule({ id }) });
  useTitle(rule?.title[language] ?? id);
  if (error)
    return (
      <div className="page">
        <Failure error={error} again={() => void refetch()} />
      </div>
    );
  if (!rule) return <Skeleton active className="page" />;
  return (
    <div className="page">
      <p className="rule-way">
        <Link to="/rules">{t("rulesDesk.title")}</Link>
      </p>
      <div className="head">
        <h1 className="rule-name">
          <SeverityMark severity={rule.inForce.severity ?? "info"} />
          <span>
            {rule.title[language]} <code className="quiet">{rule.rule}</code>
          </span>
        </h1>
        <span className="quiet">{t("rules.opened", { count: rule.opened })}</span>
      </div>
      <div className="rule-columns">
        <div className="page-column">
          <LooksAt rule={rule} />
          {may ? null : <InForce rule={rule} />}
          <Changes rule={rule} />
        </div>
        {may ? <Change key={rule.rule} rule={rule} /> : null}
      </div>
    </div>
  );
};
