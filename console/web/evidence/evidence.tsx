import { useQuery } from "@tanstack/react-query";
import { Alert, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import type { AttachmentView, EvidenceBundle, EvidenceView } from "../../../contract/index.ts";
import { AppError } from "../../../contract/plain.ts";
import { evidenceStateText } from "../../i18n/evidence.ts";
import { useApi } from "../client-context.ts";
import { useFiles } from "../look/files.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { exact } from "../times.ts";
import { Devices, Head } from "./about.tsx";
import { Entries } from "./entries.tsx";
import "../tickets/tickets.css";
import "./evidence.css";

/** The bundle, read; the broker let nothing become a file that is none, and a file's hash is checked on arrival. */
const Bundle = ({ view, file }: { readonly view: EvidenceView; readonly file: AttachmentView }): ReactNode => {
  const api = useApi();
  const owner = { kind: "ticket", number: view.ticket } as const;
  const { data, error, refetch } = useQuery({
    queryKey: keys.bundle(view.ticket, file.id),
    queryFn: async () => {
      const content = await api.file(owner, file);
      return { content, bundle: JSON.parse(new TextDecoder().decode(content)) as EvidenceBundle };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <>
      <div className="evidence-about">
        <Head view={view} file={file} {...data} />
        <Devices view={view} bundle={data.bundle} />
      </div>
      <Entries bundle={data.bundle} />
    </>
  );
};

const Removed = ({
  file,
  gone,
}: {
  readonly file: AttachmentView;
  readonly gone: NonNullable<AttachmentView["gone"]>;
}) => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const text = t("files.gone", { time: exact(gone.at, language), who: who(gone.by), reason: gone.reason });
  return <Alert type="info" showIcon title={file.name} description={text} />;
};

const Whole = ({ view }: { readonly view: EvidenceView }): ReactNode => {
  const { language } = usePreferences();
  const { data, error, refetch } = useFiles({ kind: "ticket", number: view.ticket });
  const file = data?.find(({ id }) => id === view.attachment);
  if (view.state !== "stored")
    return (
      <p className="panel" role="status">
        {evidenceStateText(view, language)}
      </p>
    );
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!file) return <Skeleton active paragraph={{ rows: 8 }} />;
  return file.gone ? <Removed file={file} gone={file.gone} /> : <Bundle view={view} file={file} />;
};

const noSuch = new AppError("notFound", {
  en: "no such evidence was asked for with this ticket",
  "zh-CN": "该工单没有请求过这份取证",
});

/** What a terminal knew of the last minutes: who its devices are, what was said on their lines, what happened. */
const Evidence = (): ReactNode => {
  const { t } = useTranslation();
  const params = useParams();
  const number = Number(params["number"]);
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.evidence(number),
    queryFn: () => api.evidence({ number }),
  });
  const view = data?.find(({ id }) => id === params["id"]);
  const title = view ? t("evidencePage.one", view) : t("evidencePage.title");
  useTitle(`#${number} · ${title}`);
  return (
    <div className="page evidence">
      <Link to={`/tickets/${number}`}>{t("evidencePage.back", { number })}</Link>
      <h1>{title}</h1>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {view ? <Whole view={view} /> : null}
      {data && !view ? <Failure error={noSuch} /> : null}
      {data || error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
    </div>
  );
};
export default Evidence;
