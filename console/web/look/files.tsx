import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttachmentView } from "../../../contract/index.ts";
import { routeTable } from "../../../contract/plain.ts";
import type { Client, FileOwner } from "../../client/client.ts";
import { sizeText } from "../../i18n/size.ts";
import { useApi } from "../client-context.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";
import { AttachForm, ChooseFiles, useDrop } from "./attach.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./fields.tsx";
import { Moment } from "./moment.tsx";
import { saveFile } from "./save-file.ts";
import { useSaved } from "./use-saved.ts";
import "./files.css";

const routes = {
  ticket: {
    attach: routeTable.attachToTicket,
    remove: routeTable.removeTicketFile,
    list: (api: Client, number: number) => api.ticketAttachments({ number }),
    removed: (api: Client, number: number, id: string, reason: string) =>
      api.removeTicketFile({ number, id }, { reason }),
  },
  visit: {
    attach: routeTable.attachToVisit,
    remove: routeTable.removeVisitFile,
    list: (api: Client, number: number) => api.visitAttachments({ number }),
    removed: (api: Client, number: number, id: string, reason: string) =>
      api.removeVisitFile({ number, id }, { reason }),
  },
} as const;

/** Files kept with a ticket or a visit, oldest first. */
export const useFiles = (owner: FileOwner) => {
  const api = useApi();
  return useQuery({ queryKey: keys.files(owner), queryFn: () => routes[owner.kind].list(api, owner.number) });
};

interface OneProps {
  readonly owner: FileOwner;
  readonly file: AttachmentView;
}

const TakeAway = ({ owner, file, close }: OneProps & { readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const [reason, setReason] = useState("");
  const send = () => routes[owner.kind].removed(api, owner.number, file.id, reason.trim());
  const { save, wrong, failure } = useSaved({ send, key: keys.files(owner), close, speaking: ["reason"] });
  return (
    <Dialog
      title={t("files.takeAwayOne", { name: file.name })}
      go={t("files.takeAway")}
      can={reason.trim() !== ""}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p>{t("files.forGood")}</p>
        <TextField label={t("files.reason")} value={reason} set={setReason} most={500} wrong={wrong["reason"]} />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

const Gone = ({ gone }: { readonly gone: NonNullable<AttachmentView["gone"]> }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const { at, by, reason } = gone;
  return <div className="quiet">{t("files.gone", { time: exact(at, language), who: who(by), reason })}</div>;
};

interface LineProps extends OneProps {
  /** What it is, where that is more than its name. */
  readonly about: ReactNode;
}

const Line = ({ owner, file, about }: LineProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const who = useActor();
  const mayTakeAway = useMay(routes[owner.kind].remove.needs);
  const [unwanted, setUnwanted] = useState(false);
  const fetched = useMutation({
    mutationFn: async () => saveFile(file.name, await api.file(owner, file)),
  });
  const { name, size, at, by, note, blotted, gone } = file;
  return (
    <li className="file">
      <div className="file-what">
        {about}
        {gone ? (
          <s>{name}</s>
        ) : (
          <Button size="small" title={t("files.download")} loading={fetched.isPending} onClick={() => fetched.mutate()}>
            {name}
          </Button>
        )}
        <span className="quiet">
          {sizeText(size)} · <Moment at={at} /> · {who(by)}
        </span>
      </div>
      {gone || !mayTakeAway ? null : (
        <Button size="small" type="text" danger onClick={() => setUnwanted(true)}>
          {t("files.takeAway")}
        </Button>
      )}
      {note === undefined ? null : <div>{note}</div>}
      {blotted === undefined ? null : <div className="quiet">{t("attachments.blotted", { count: blotted })}</div>}
      {gone ? <Gone gone={gone} /> : null}
      {fetched.error ? <Failure error={fetched.error} /> : null}
      {unwanted ? <TakeAway owner={owner} file={file} close={() => setUnwanted(false)} /> : null}
    </li>
  );
};

interface FilesProps {
  readonly owner: FileOwner;
  readonly title: string;
  /** What a file is, where that is more than its name. */
  readonly about?: (file: AttachmentView) => ReactNode;
  /** What else can be done here. */
  readonly actions?: ReactNode;
  /** Lines above the files: what is on its way. */
  readonly children?: ReactNode;
}

/** Files kept with a ticket or a visit, newest first: fetched, added and taken away by those who may. */
export const Files = ({ owner, title, about, actions, children }: FilesProps): ReactNode => {
  const { t } = useTranslation();
  const mayAttach = useMay(routes[owner.kind].attach.needs);
  const { data, error, refetch } = useFiles(owner);
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const { over, handlers } = useDrop(setChosen);
  return (
    <section className={`panel files${over ? " files-over" : ""}`} aria-label={title} {...(mayAttach ? handlers : {})}>
      <div className="files-head">
        <h2>{title}</h2>
        {actions}
        {mayAttach ? <ChooseFiles take={setChosen} /> : null}
      </div>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      <ul>
        {children}
        {data?.toReversed().map((file) => (
          <Line key={file.id} owner={owner} file={file} about={about?.(file)} />
        ))}
      </ul>
      {data?.length === 0 ? <p className="quiet">{t(mayAttach ? "files.noneYet" : "files.none")}</p> : null}
      {chosen.length > 0 ? <AttachForm owner={owner} files={chosen} close={() => setChosen([])} /> : null}
    </section>
  );
};
