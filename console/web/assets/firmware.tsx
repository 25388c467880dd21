import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useApi } from "../client-context.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { term } from "../words.ts";
import { type Make, makesOf } from "./makes.ts";

/** Terminals come and go all the time: asked again now and then, not with each of them. */
export const askAgainMs = 60_000;

const Versions = ({ make: { name, count, versions } }: { readonly make: Make }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <ul className="versions">
      {versions.map(({ version, count: n }) => (
        <li key={version ?? ""}>
          <span className="share" aria-hidden="true">
            <svg viewBox="0 0 100 8" preserveAspectRatio="none">
              <rect width={(100 * n) / count} height="8" />
            </svg>
          </span>
          {version === undefined ? (
            <span className="quiet">{t("assetsPage.noFirmware")}</span>
          ) : (
            <Link to={`/modules?q=${encodeURIComponent(`${name} ${version}`)}`}>{version}</Link>
          )}
          <b>{n.toLocaleString(language)}</b>
        </li>
      ))}
    </ul>
  );
};

const useColumns = (): RowColumn<Make>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return [
    {
      title: t("assetsPage.model"),
      cell: ({ name }) => (name === "" ? <span className="quiet">{t("assetsPage.noModel")}</span> : <b>{name}</b>),
    },
    { title: t("assetsPage.class"), cell: ({ deviceClass }) => term(language, "deviceClasses", deviceClass) },
    { title: t("assetsPage.count"), cell: ({ count }) => count.toLocaleString(language) },
    { title: t("assetsPage.firmware"), wide: true, cell: (make) => <Versions make={make} /> },
  ];
};

/** Which versions of firmware are in the field, model by model. */
export const Firmware = ({ deviceClass }: { readonly deviceClass: string }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const columns = useColumns();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.assets, "counts"],
    queryFn: () => api.assetCounts(),
    refetchInterval: askAgainMs,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const makes = makesOf(data, deviceClass);
  if (makes.length === 0) return <p className="panel empty">{t("assetsPage.none")}</p>;
  return (
    <Rows
      label={t("assetsPage.firmware")}
      columns={columns}
      rows={makes}
      idOf={({ deviceClass: one, name }) => `${one} ${name}`}
    />
  );
};
