import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact } from "../times.ts";
import { PasswordForm } from "./password-form.tsx";
import { PersonForm } from "./person-form.tsx";

const Name = ({ person }: { readonly person: PersonView }): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <strong>{person.name}</strong> <span className="quiet">{person.id}</span>
      {person.disabled ? <span className="warned"> {t("administration.disabled")}</span> : null}
      {person.hasPassword || person.disabled ? null : <span className="warned"> {t("administration.noPassword")}</span>}
    </>
  );
};

const LastSeen = ({ person: { lastSeenAt } }: { readonly person: PersonView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  if (lastSeenAt === undefined) return <span className="quiet">{t("administration.never")}</span>;
  return <span title={exact(lastSeenAt, language)}>{ago(lastSeenAt, minute, language)}</span>;
};

type Doing = { readonly what: "change" | "password"; readonly person: PersonView } | { readonly what: "add" };

const useColumns = (start: (doing: Doing) => void): RowColumn<PersonView>[] => {
  const { t } = useTranslation();
  const joined = (texts: readonly (string | undefined)[]): string =>
    texts.filter((text) => text !== undefined).join(t("comma"));
  return [
    { title: t("administration.name"), cell: (person) => <Name person={person} /> },
    { title: t("administration.role"), cell: ({ role }) => t(`role.${role}`) },
    {
      title: t("administration.sees"),
      wide: true,
      cell: ({ scope }) =>
        scope ? joined([...(scope.customers ?? []), ...(scope.sites ?? [])]) : t("administration.fleet"),
    },
    {
      title: t("administration.skills"),
      wide: true,
      cell: ({ skills = [] }) => joined(skills.map((skill) => t(`skill.${skill}`))),
    },
    { title: t("administration.contact"), cell: ({ email, phone }) => joined([email, phone]) },
    { title: t("administration.lastSeen"), cell: (person) => <LastSeen person={person} /> },
    {
      title: "",
      cell: (person) => (
        <span className="buttons">
          <Button size="small" onClick={() => start({ what: "change", person })}>
            {t("administration.change")} <span className="only-read">{person.name}</span>
          </Button>
          <Button size="small" onClick={() => start({ what: "password", person })}>
            {t("administration.password")} <span className="only-read">{person.name}</span>
          </Button>
        </span>
      ),
    },
  ];
};

/** Everybody who may sign in; those who no longer may stand last. */
export const People = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [doing, setDoing] = useState<Doing>();
  const { data, error, refetch } = useQuery({ queryKey: keys.people, queryFn: () => api.people() });
  const columns = useColumns(setDoing);
  const close = (): void => setDoing(undefined);
  const rows = data?.toSorted((a, b) => Number(a.disabled ?? false) - Number(b.disabled ?? false));
  return (
    <>
      <div className="head">
        <span className="quiet">{data ? t("administration.count", { count: data.length }) : ""}</span>
        <Button type="primary" onClick={() => setDoing({ what: "add" })}>
          {t("administration.add")}
        </Button>
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data === undefined && !error ? <Skeleton active /> : null}
      {rows ? <Rows label={t("administration.people")} columns={columns} rows={rows} idOf={({ id }) => id} /> : null}
      {doing?.what === "password" ? <PasswordForm person={doing.person} close={close} /> : null}
      {doing?.what === "change" ? <PersonForm person={doing.person} close={close} /> : null}
      {doing?.what === "add" ? <PersonForm person={undefined} close={close} /> : null}
    </>
  );
};
