import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "../shell/failure.tsx";

interface Props {
  /** What was written is thrown away once this is done. */
  readonly send: (text: string) => Promise<unknown>;
  /** Letters. */
  readonly most: number;
}

/** A word about something, without a form to open first. */
export const CommentForm = ({ send, most }: Props): ReactNode => {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const say = useMutation({ mutationFn: send, onSuccess: () => setText("") });
  return (
    <form
      className="comment"
      onSubmit={(event) => {
        event.preventDefault();
        say.mutate(text);
      }}
    >
      <Input.TextArea
        aria-label={t("ticketAct.comment")}
        placeholder={t("ticketAct.comment")}
        rows={1}
        maxLength={most}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button htmlType="submit" disabled={text.trim() === ""} loading={say.isPending}>
        {t("ticketAct.send")}
      </Button>
      {say.error ? <Failure error={say.error} /> : null}
    </form>
  );
};
