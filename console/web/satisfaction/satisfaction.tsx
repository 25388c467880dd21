import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { SatisfactionView, Score } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { useSearch } from "../look/use-search.ts";
import { useNames } from "../people.ts";
import { keys } from "../queries.ts";
import { AsReport } from "../reports/formats.tsx";
import { Days, MonthField } from "../reports/month-field.tsx";
import { monthIn } from "../reports/period.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { Ranking } from "./ranking.tsx";
import { Scores } from "./scores.tsx";
import "./satisfaction.css";

/** By whom or what, and the name of it in an opinion, as the ranking has it. */
const kinds = {
  engineers: ({ engineer = "" }: Score) => engineer,
  customers: ({ customer = "" }: Score) => customer,
  sites: ({ site }: Score) => site,
} as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];
const kindIn = (text: string | null): Kind => kindNames.find((name) => name === text) ?? "engineers";

interface Wish {
  readonly month: string;
  readonly by: Kind;
  /** Whose opinions are shown; left out: everybody's. */
  readonly of?: string;
}
const addressOf = ({ month, by, of }: Wish): string =>
  `?${new URLSearchParams({ by, ...(month === "" ? {} : { month }), ...(of === undefined ? {} : { of }) }).toString()}`;

const Tabs = ({ wish: { month, by } }: { readonly wish: Wish }): ReactNode => {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t("satisfactionDesk.by")}>
      {kindNames.map((name) => (
        <Link
          key={name}
          to={addressOf({ month, by: name })}
          {...(name === by ? { className: "active", "aria-current": "true" as const } : {})}
        >
          {t(`satisfaction.${name}`)}
        </Link>
      ))}
    </nav>
  );
};

const View = ({ view, wish }: { readonly view: SatisfactionView; readonly wish: Wish }): ReactNode => {
  const { t } = useTranslation();
  const nameOfPerson = useNames();
  const { month, by, of } = wish;
  const nameOf = (name: string): string =>
    name === "" ? t("satisfaction.unknown") : by === "engineers" ? nameOfPerson(name) : name;
  if (view.scores.length === 0)
    return (
      <section className="panel">
        <h2>{t("satisfaction.none")}</h2>
        <p>{t("satisfactionDesk.noneHint")}</p>
      </section>
    );
  const chosen = of === undefined ? view.scores : view.scores.filter((score) => kinds[by](score) === of);
  return (
    <>
      <Ranking
        label={t(`satisfaction.${by}`)}
        rows={view[by]}
        nameOf={nameOf}
        linkTo={(name) => addressOf({ month, by, of: name })}
      />
      <p className="quiet satisfaction-rule">{t("satisfaction.rule")}</p>
      <Scores
        title={of === undefined ? t("satisfactionDesk.all") : t("satisfactionDesk.about", { name: nameOf(of) })}
        scores={chosen}
      />
      {of === undefined ? null : <Link to={addressOf({ month, by })}>{t("satisfactionDesk.all")}</Link>}
    </>
  );
};

/** What customers say of the work of a month: by engineer, customer and site. */
const Satisfaction = (): ReactNode => {
  const { t } = useTranslation();
  useTitle(t("satisfactionDesk.title"));
  const api = useApi();
  const [search, set] = useSearch<"month">();
  const [month, of] = [monthIn(search.get("month")), search.get("of")];
  const wish: Wish = { month, by: kindIn(search.get("by")), ...(of === null ? {} : { of }) };
  const { data, error, refetch } = useQuery({
    queryKey: keys.satisfaction(month),
    queryFn: () => api.satisfaction(month === "" ? {} : { from: month }),
    staleTime: 0,
  });
  return (
    <div className="page">
      <div className="head">
        <h1>{t("satisfactionDesk.title")}</h1>
        <Tabs wish={wish} />
        <AsReport id="satisfaction" name={t("satisfactionDesk.title")} query={{ from: month, to: month }} />
      </div>
      <div className="filters">
        <MonthField value={month} set={(value) => set("month", value)} />
        {data ? <Days of={data} /> : null}
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {data ? <View view={data} wish={wish} /> : null}
    </div>
  );
};
export default Satisfaction;
