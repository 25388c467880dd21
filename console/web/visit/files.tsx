import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AttachmentView, VisitView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";

/** A file from elsewhere is saved, never shown in our name. */
const save = (name: string, content: Uint8Array): void => {
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

/** Photos and other files kept with a visit. */
export const Files = ({ visit: { number } }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const { data } = useQuery({ queryKey: keys.visitFiles(number), queryFn: () => api.visitAttachments({ number }) });
  const fetchFile = useMutation({
    mutationFn: async (file: AttachmentView) => save(file.name, await api.file({ kind: "visit", number }, file)),
  });
  if (!data || data.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("visitDesk.files")}</h2>
      <dl className="facts">
        {data.map((file) => (
          <div key={file.id}>
            <dt>{exact(file.at, language)}</dt>
            <dd>
              {file.gone ? (
                <span className="quiet">{file.name}</span>
              ) : (
                <Button size="small" onClick={() => fetchFile.mutate(file)}>
                  {file.name}
                </Button>
              )}{" "}
              {file.note}
            </dd>
          </div>
        ))}
      </dl>
      {fetchFile.error ? <Failure error={fetchFile.error} /> : null}
    </section>
  );
};
