import { useQuery } from "@tanstack/react-query";
import { Input, Skeleton } from "antd";
import { type ReactNode, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import type { KnowledgePage } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { SeverityMark } from "../look/severity-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { exact } from "../times.ts";
import "./knowledge.css";

type Ranked = KnowledgePage["causes"];

/** Causes, steps or parts; beside each how often it was the cure. */
const Ranking = ({
  word,
  items,
}: {
  readonly word: "causes" | "steps" | "parts";
  readonly items: Ranked;
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (items.length === 0) return null;
  const List = word === "parts" ? "ul" : "ol";
  return (
    <section>
      <h2>{t(`knowledgeDesk.${word}`)}</h2>
      <List>
        {items.map(({ text, cured, elsewhere }) => (
          <li key={text.en}>
            {text[language]}
            {cured > 0 ? <b className="cured"> {t("knowledgeDesk.cured", { count: cured })}</b> : null}
            {elsewhere > 0 ? (
              <span className="quiet"> {t("knowledgeDesk.elsewhere", { count: elsewhere })}</span>
            ) : null}
          </li>
        ))}
      </List>
    </section>
  );
};

const Cases = ({ page }: { readonly page: KnowledgePage }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (page.cases.length === 0) return <p className="quiet">{t("knowledgeDesk.noCases")}</p>;
  return (
    <section>
      <h2>{t("knowledgeDesk.cases")}</h2>
      <ul className="cases">
        {page.cases.map(({ id, at, terminal, model, text, cameBack }) => (
          <li key={id}>
            <span className="quiet">
              {exact(at, language)} · {terminal}
              {model ? ` · ${model}` : ""}
            </span>
            <div>{text[language]}</div>
            {cameBack ? <div className="quiet">{t("knowledgeDesk.cameBack")}</div> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Page = ({ code }: { readonly code: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ["knowledge", code],
    queryFn: () => api.knowledge({ id: code }),
  });
  useTitle(data?.title[language] ?? code);
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <article className="panel knowledge-page">
      <h1>{data.title[language]}</h1>
      <p className="said">
        <SeverityMark severity={data.severity} />
        {t(`severity.${data.severity}`)}
        <code>{data.code}</code>
        <span className="quiet">{t(`skill.${data.skill}`)}</span>
      </p>
      <p>{data.symptom[language]}</p>
      <Ranking word="causes" items={data.causes} />
      <Ranking word="steps" items={data.steps} />
      <Ranking word="parts" items={data.parts} />
      <Cases page={data} />
    </article>
  );
};

const Search = ({ chosen }: { readonly chosen: string | undefined }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const words = search.get("q") ?? "";
  const asked = useDeferredValue(words.trim());
  const { data, error, refetch } = useQuery({
    queryKey: ["knowledge-search", asked],
    queryFn: () => api.searchKnowledge({ limit: 200, ...(asked === "" ? {} : { words: asked }) }),
    placeholderData: (before) => before,
  });
  return (
    <div className="knowledge-search">
      <Input
        allowClear
        value={words}
        aria-label={t("knowledgeDesk.search")}
        placeholder={t("knowledgeDesk.hint")}
        onChange={({ target }) => setSearch(target.value === "" ? {} : { q: target.value }, { replace: true })}
      />
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data?.length === 0 ? <p className="quiet">{t("knowledgeDesk.none")}</p> : null}
      <ul>
        {data?.map((hit) => (
          <li key={hit.code}>
            <Link
              to={{ pathname: `/knowledge/${hit.code}`, search: search.toString() }}
              aria-current={hit.code === chosen ? "page" : undefined}
            >
              <SeverityMark severity={hit.severity} />
              <span>
                {hit.title[language]}
                {hit.cases > 0 ? (
                  <span className="quiet"> {t("knowledgeDesk.solved", { count: hit.cases })}</span>
                ) : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
};

/** One page on each fault: what it looks like, why, what to do, with which parts; first what cured it before. */
const Knowledge = (): ReactNode => {
  const { t } = useTranslation();
  const { code } = useParams();
  useTitle(t("knowledgeDesk.title"));
  return (
    <div className={`page knowledge${code === undefined ? "" : " has-page"}`}>
      <Search chosen={code} />
      {code === undefined ? (
        <p className="panel quiet knowledge-page">{t("knowledgeDesk.choose")}</p>
      ) : (
        <Page code={code} />
      )}
    </div>
  );
};
export default Knowledge;
