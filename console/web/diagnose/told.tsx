import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CommandView, DiagnosisView, FaultView } from "../../../contract/index.ts";
import { partsText, reasonText } from "../../i18n/said.ts";
import { duration } from "../../i18n/times.ts";
import { Approval } from "../approvals/approval.tsx";
import { Diagnosis, Frames } from "../faults/diagnosis.tsx";
import type { LineSaid } from "../live/apply.ts";
import { AllArgs, CommandSaid } from "../look/command-said.tsx";
import { Moment } from "../look/moment.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";

/** What a running command says meanwhile; only while somebody looks. */
const Tail = ({ command }: { readonly command: string }): ReactNode => {
  const { t } = useTranslation();
  const none: LineSaid[] = [];
  const { data } = useQuery({
    queryKey: keys.lines(command),
    queryFn: () => none,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data || data.length === 0) return null;
  return (
    <pre className="frames" aria-label={t("diagnosePage.tail")}>
      {data.map(({ text }) => text).join("\n")}
    </pre>
  );
};

const FaultLink = ({ id, ticket }: { readonly id: string; readonly ticket: number | undefined }): ReactNode => {
  const { t } = useTranslation();
  return (
    <p>
      {t("diagnosePage.kept")} <Link to={`/faults/${id}`}>{t("diagnosePage.fault")}</Link>
      {ticket === undefined ? null : (
        <>
          {t("comma")}
          <Link to={`/tickets/${ticket}`}>{t("faultQueue.ticketOf", { number: ticket })}</Link>
        </>
      )}
    </p>
  );
};

/** One diagnosis as it goes, and what came of it. */
export const ToldDiagnosis = ({
  diagnosis,
  faults,
}: {
  readonly diagnosis: DiagnosisView;
  readonly faults: readonly FaultView[];
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { id, fault, state, steps, conclusion } = diagnosis;
  const last = steps.at(-1);
  const ticket = faults.find((one) => one.id === fault)?.ticket;
  return (
    <article className={`told told-${conclusion?.verdict ?? state}`} data-diagnosis={id}>
      <Diagnosis diagnosis={diagnosis} />
      {state === "running" && last?.answer === undefined && last !== undefined ? (
        <Tail command={`${id}.${last.n}`} />
      ) : null}
      {conclusion?.cause ? null : state === "abandoned" ? <p>{t("diagnosis.abandoned")}</p> : null}
      {conclusion && conclusion.advice.length > 0 ? (
        <ol className="advice">
          {conclusion.advice.map((one) => (
            <li key={one.en}>{one[language]}</li>
          ))}
        </ol>
      ) : null}
      {conclusion && conclusion.parts.length > 0 ? (
        <p>{t("faultQueue.parts", { parts: partsText(conclusion.parts, language) })}</p>
      ) : null}
      {fault === undefined ? null : <FaultLink id={fault} ticket={ticket} />}
    </article>
  );
};

const resultText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** One command: where it is, what came back, the bytes on the line. */
export const ToldCommand = ({ command }: { readonly command: CommandView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const { id, args, by, state, createdAt, outcome, approval } = command;
  const { reason, tookMs, result = {}, frames } = outcome ?? {};
  const facts = [
    t("faultQueue.by", { by: who(by) }),
    ...(approval?.decision === "approved" && approval.by
      ? [t("diagnosePage.approvedBy", { by: who(approval.by) })]
      : []),
    ...(tookMs === undefined ? [] : [duration(tookMs, language)]),
  ];
  return (
    <article className={`told told-${state}`} data-command={id}>
      <p>
        <Moment at={createdAt} /> <CommandSaid command={command} /> → <strong>{t(`command.${state}`)}</strong>{" "}
        <span className="quiet">{facts.join(" · ")}</span>
      </p>
      <AllArgs args={args} />
      {reason ? <p>{reasonText(reason, language)}</p> : null}
      <Approval command={command} />
      {state === "delivered" ? <Tail command={id} /> : null}
      {Object.keys(result).length === 0 ? null : (
        <dl className="result">
          {Object.entries(result).map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{resultText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Frames frames={frames} />
    </article>
  );
};
