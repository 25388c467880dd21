import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { Language, RuleBrief, RuleList } from "../../../contract/index.ts";
import { deviceClasses } from "../../../contract/plain.ts";
import { settingText } from "../../i18n/rules.ts";
import { useApi } from "../client-context.ts";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { SeverityMark } from "../look/severity-mark.tsx";
import { useSearch } from "../look/use-search.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { exact } from "../times.ts";
import { term } from "../words.ts";
import { Head } from "./head.tsx";
import { Rule } from "./rule.tsx";

import "./rules.css";

const classes = [...deviceClasses, "any", "terminal"] as const;

const useColumns = (): RowColumn<RuleBrief>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return [
    {
      title: t("rulesDesk.rule"),
      wide: true,
      cell: ({ rule, title, inForce }) => (
        <span className="rule-name">
          <SeverityMark severity={inForce.severity ?? "info"} />
          <span>
            <Link to={`/rules/${rule}`}>{title[language]}</Link>
            {inForce.on === false ? <b className="rule-off"> {t("rules.on.false")}</b> : null}
            <br />
            <code className="quiet">{rule}</code>
          </span>
        </span>
      ),
    },
    { title: t("rules.field.severity"), cell: ({ inForce }) => settingText("severity", inForce, language) },
    { title: t("rules.field.holdMs"), cell: ({ inForce }) => settingText("holdMs", inForce, language) },
    { title: t("rules.field.ticket"), cell: ({ inForce }) => settingText("ticket", inForce, language) },
    {
      title: t("rulesDesk.opened"),
      cell: ({ opened }) => <span className="number">{opened}</span>,
    },
    {
      title: t("rulesDesk.differs"),
      cell: ({ differs }) =>
        differs.length === 0 ? null : (
          <b className="rule-differs">{differs.map((field) => t(`rules.field.${field}`)).join(t("comma"))}</b>
        ),
    },
  ];
};

const classTitle = (one: string, language: Language, t: (key: string) => string): string =>
  one === "any" || one === "terminal" ? t(`rules.deviceClass.${one}`) : term(language, "deviceClasses", one);

const fits = ({ rule, title, deviceClass, differs }: RuleBrief, words: URLSearchParams): boolean => {
  const text = (words.get("text") ?? "").trim().toLowerCase();
  const only = words.get("class") ?? "";
  return (
    [rule, title.en, title["zh-CN"]].some((one) => one.toLowerCase().includes(text)) &&
    (only === "" || only === deviceClass) &&
    (words.get("changed") === null || differs.length > 0)
  );
};

const Groups = ({ rules }: { readonly rules: readonly RuleBrief[] }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const columns = useColumns();
  if (rules.length === 0) return <p className="panel quiet">{t("rules.none")}</p>;
  return classes.map((one) => {
    const own = rules.filter(({ deviceClass }) => deviceClass === one);
    if (own.length === 0) return null;
    const title = classTitle(one, language, t);
    return (
      <section key={one} className="rule-class">
        <h2>
          {title} <span className="quiet">{own.length}</span>
        </h2>
        <Rows label={title} columns={columns} rows={own} idOf={({ rule }) => rule} />
      </section>
    );
  });
};

/** Who changed what last, over all rules. */
const Standing = ({ list: { changed, holdFactor } }: { readonly list: RuleList }): ReactNode => {
  const { t } = useTranslation();
  const who = useActor();
  const { language } = usePreferences();
  return (
    <>
      <p className="quiet rule-standing">
        {changed
          ? t("rules.revision", { ...changed, by: who(changed.by), at: exact(changed.at, language) })
          : t("rules.asDelivered")}
      </p>
      {holdFactor === 1 ? null : <p className="panel">{t("rules.factor", { factor: holdFactor })}</p>}
    </>
  );
};

const List = (): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  useTitle(t("rulesDesk.title"));
  const api = useApi();
  const [words, set] = useSearch<"text" | "class" | "changed">();
  const { data, error, refetch } = useQuery({ queryKey: keys.rules, queryFn: () => api.rules() });
  const asked = useDeferredValue(words.toString());
  const changed = words.get("changed") !== null;
  return (
    <div className="page">
      <Head title={t("rulesDesk.title")} />
      <div className="filters">
        <TextField
          label={t("rulesDesk.search")}
          value={words.get("text") ?? ""}
          set={(v) => set("text", v)}
          most={80}
        />
        <ChoiceField
          label={t("rulesDesk.class")}
          value={words.get("class") ?? ""}
          set={(v) => set("class", v)}
          none={t("rulesDesk.all")}
          choices={classes.map((value) => ({ value, label: classTitle(value, language, t) }))}
        />
        <fieldset className="counts" aria-label={t("rulesDesk.differs")}>
          <button type="button" aria-pressed={changed} onClick={() => set("changed", changed ? "" : "1")}>
            {t("rulesDesk.onlyChanged")} <b>{data?.rules.filter(({ differs }) => differs.length > 0).length ?? ""}</b>
          </button>
        </fieldset>
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data ? <Standing list={data} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data ? <Groups rules={data.rules.filter((one) => fits(one, new URLSearchParams(asked)))} /> : null}
    </div>
  );
};

/** All fault rules, or one of them. */
const Rules = (): ReactNode => {
  const { id } = useParams();
  return id === undefined ? <List /> : <Rule key={id} id={id} />;
};
export default Rules;
