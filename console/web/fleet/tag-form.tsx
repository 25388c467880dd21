import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalSummary } from "../../../contract/index.ts";
import { tagCounts, tagPattern } from "../../../contract/plain.ts";
import { tagMany } from "../../client/tagging.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { ChecksField, TextField } from "../look/fields.tsx";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";

type Tagged = Pick<TerminalSummary, "id" | "tags">;

const tagForm = new RegExp(tagPattern, "u");
const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[\s,，]+/)
      .filter(Boolean),
  ),
];

interface TagFormProps {
  /** Those that are tagged: one, or many. */
  readonly terminals: readonly Tagged[];
  /** What is offered to be added. */
  readonly known: readonly string[];
  readonly close: () => void;
}

/** Gives tags to terminals, and takes tags from them. */
export const TagForm = ({ terminals, known, close }: TagFormProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [remove, setRemove] = useState<readonly string[]>([]);
  const add = wordsOf(text);
  const wrong = add.find((word) => !tagForm.test(word));
  const counts = tagCounts(terminals);
  const [only, ...others] = terminals;
  const save = useMutation({
    mutationFn: () =>
      tagMany(
        api,
        terminals.map(({ id }) => id),
        { add, remove },
      ),
    onSuccess: close,
    onSettled: () => {
      // The live stream tells of each; whoever is cut off from it sees it all the same.
      void queries.invalidateQueries({ queryKey: keys.terminals });
      if (only && others.length === 0) void queries.invalidateQueries({ queryKey: keys.terminal(only.id) });
    },
  });
  const whose = only && others.length === 0 ? { name: only.id } : { name: t("tags.many", { count: terminals.length }) };
  return (
    <Dialog
      title={t("tags.of", whose)}
      go={t("tags.save")}
      can={add.length + remove.length > 0 && wrong === undefined}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <TextField
          label={t("tags.add")}
          hint={wrong === undefined ? t("tags.hint") : t("tags.wrong", { word: wrong })}
          value={text}
          set={setText}
          known={known}
          most={200}
          autoFocus
        />
        {counts.size > 0 ? (
          <ChecksField
            label={t("tags.remove")}
            values={remove}
            set={setRemove}
            choices={[...counts].map(([value, count]) => ({
              value,
              label: others.length === 0 ? value : t("tags.counted", { tag: value, count }),
            }))}
          />
        ) : null}
        {save.error ? <Failure error={save.error} /> : null}
      </div>
    </Dialog>
  );
};
