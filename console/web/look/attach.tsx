import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { mediaRules } from "../../../contract/plain.ts";
import type { FileOwner } from "../../client/client.ts";
import { sizeText } from "../../i18n/size.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./fields.tsx";
import { useSaved } from "./use-saved.ts";

/** What the browser offers to choose; what may be kept is for the broker to say. */
const kept = Object.values(mediaRules)
  .flatMap(({ extensions }) => extensions.map((end) => `.${end}`))
  .join();

interface FormProps {
  readonly owner: FileOwner;
  readonly files: readonly File[];
  readonly close: () => void;
}

/** Says what the files show, and sends them one after the other; those that are kept leave the list. */
export const AttachForm = ({ owner, files, close }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [left, setLeft] = useState(files);
  const [note, setNote] = useState("");
  const send = async (): Promise<void> => {
    const said = note.trim() === "" ? {} : { note: note.trim() };
    for (const file of left) {
      await api.attach(owner, { name: file.name, ...said }, file);
      setLeft((now) => now.filter((one) => one !== file));
      void queries.invalidateQueries({ queryKey: keys.files(owner) });
    }
  };
  const { save, failure } = useSaved({ send, key: keys.files(owner), close, speaking: [] });
  return (
    <Dialog
      title={t("files.attach")}
      go={t("files.keep")}
      can={left.length > 0}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <ul className="files-chosen">
          {left.map((file) => (
            <li key={`${file.name} ${file.size} ${file.lastModified}`}>
              {file.name} <span className="quiet">{sizeText(file.size)}</span>
            </li>
          ))}
        </ul>
        <TextField label={t("files.note")} value={note} set={setNote} most={500} optional />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

/** The browser's own way to choose files, looking like a button. */
export const ChooseFiles = ({ take }: { readonly take: (files: readonly File[]) => void }): ReactNode => {
  const { t } = useTranslation();
  return (
    <label className="choose-files">
      {t("files.attach")}
      <input
        type="file"
        multiple
        accept={kept}
        className="only-read"
        onChange={({ target }) => {
          take([...(target.files ?? [])]);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
    </label>
  );
};

/** What makes a part of the page take files that are dropped onto it. */
export const useDrop = (take: (files: readonly File[]) => void) => {
  const [over, setOver] = useState(false);
  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes("Files");
  const onDragOver = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const onDragLeave = ({ currentTarget, relatedTarget }: DragEvent): void => {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  return { over, handlers: { onDragOver, onDragLeave, onDrop } };
};
