import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileIssue } from "../../../contract/index.ts";
import { TextField } from "../look/fields.tsx";
import { Failure } from "../shell/failure.tsx";

const most = 200_000;

interface Answer {
  readonly issues: readonly FileIssue[];
}

const Issues = ({ issues }: Answer): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <p className="wrong">{t("policies.wrong", { count: issues.length, file: t("policyDesk.file") })}</p>
      <ol className="policy-issues">
        {issues.map(({ line, key, message }) => (
          <li key={`${line} ${key} ${message}`}>
            {line === undefined ? null : <b>{t("policies.line", { line })} </b>}
            {key === undefined ? null : <code>{key} </code>}
            {message}
          </li>
        ))}
      </ol>
    </>
  );
};

interface FileCheckProps<T extends Answer> {
  readonly title: string;
  readonly says: string;
  /** What is to be pasted. */
  readonly label: string;
  readonly ask: (file: { readonly name: string; readonly text: string }) => Promise<T>;
  /** What is said of a file with which nothing is wrong. */
  readonly right: (answer: T) => ReactNode;
}

/** Says of a pasted file what is wrong with it, or what it would be. Nothing is kept. */
export const FileCheck = <T extends Answer>({ title, says, label, ask, right }: FileCheckProps<T>): ReactNode => {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const check = useMutation({ mutationFn: () => ask({ name: t("policyDesk.file"), text }) });
  const { data } = check;
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <p className="quiet">{says}</p>
      <div className="fields policy-check">
        <TextField label={label} value={text} set={setText} rows={8} most={most} />
        <div className="actions">
          <Button disabled={text.trim() === ""} loading={check.isPending} onClick={() => check.mutate()}>
            {t("policyDesk.checkNow")}
          </Button>
        </div>
      </div>
      <div aria-live="polite">
        {check.error ? <Failure error={check.error} /> : null}
        {data ? data.issues.length > 0 ? <Issues issues={data.issues} /> : right(data) : null}
      </div>
    </section>
  );
};
