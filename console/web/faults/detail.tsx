import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Conclusion, FaultExplanation, FaultView } from "../../../contract/index.ts";
import { sentenceOf } from "../../../contract/plain.ts";
import { evidenceText, partsText } from "../../i18n/said.ts";
import { duration } from "../../i18n/times.ts";
import { ApprovalsAt } from "../approvals/approvals-at.tsx";
import { useApi } from "../client-context.ts";
import { AllArgs, CommandSaid } from "../look/command-said.tsx";
import { Moment } from "../look/moment.tsx";
import { SeverityMark } from "../look/severity-mark.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute, useNow } from "../shell/window.ts";
import { moment } from "../times.ts";
import { term } from "../words.ts";
import { Diagnosis, Frames, verdictText } from "./diagnosis.tsx";
import { FaultLine } from "./fault-line.tsx";
import { useImpact, useStanding } from "./standing.ts";
import type { useFaultActions } from "./use-actions.ts";

type Actions = ReturnType<typeof useFaultActions>;

const Head = ({
  fault,
  actions,
  runbook,
}: {
  readonly fault: FaultView;
  readonly actions: Actions;
  readonly runbook: string | undefined;
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const now = useNow();
  const { title, severity, terminal, device, ticket, code, occurrences, flapping } = fault;
  const [standing, stops] = [useStanding(), useImpact()];
  const facts = [
    t(`severity.${severity}`),
    ...standing(fault, now),
    ...stops(fault),
    ...(occurrences > 1 ? [t("faultQueue.times", { count: occurrences })] : []),
    ...(flapping ? [t("faultQueue.flapping")] : []),
  ];
  const { acknowledge, ask, diagnose, mayTicket, mayCommand } = actions;
  const isOpen = fault.state !== "closed";
  return (
    <header>
      <h2>
        <SeverityMark severity={severity} /> {title[language]}
      </h2>
      <p>
        <Link to={`/terminals/${terminal}`}>{terminal}</Link> {device} · <code>{code}</code>
      </p>
      <p className="quiet">{facts.join(" · ")}</p>
      <div className="actions">
        {mayTicket && ticket !== undefined && isOpen ? (
          <Button aria-keyshortcuts="a" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(fault)}>
            {t("faultQueue.acknowledge")} <kbd>a</kbd>
          </Button>
        ) : null}
        {mayCommand && runbook !== undefined && isOpen ? (
          <Button aria-keyshortcuts="d" loading={ask.isPending || diagnose.isPending} onClick={() => ask.mutate(fault)}>
            {t("faultQueue.diagnose")} <kbd>d</kbd>
          </Button>
        ) : null}
        <Link to={`/diagnose/${terminal}/${device}`}>{t("diagnosePage.open")}</Link>
        {ticket === undefined ? (
          <span className="quiet">{t("faultQueue.noTicket")}</span>
        ) : (
          <Link to={`/tickets/${ticket}`}>{t("faultQueue.ticketOf", { number: ticket })}</Link>
        )}
      </div>
    </header>
  );
};

/** What came of the last thing that was asked of this fault. */
export const Said = ({ actions, fault }: { readonly actions: Actions; readonly fault: FaultView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { acknowledge, ask, diagnose } = actions;
  const mine = [acknowledge, ask, diagnose].filter(({ variables }) => variables?.id === fault.id);
  const failed = mine.find(({ isError }) => isError);
  if (failed)
    return (
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t("faultQueue.failed", { why: sentenceOf(failed.error, language) })}
      />
    );
  if (acknowledge.isSuccess && acknowledge.variables.id === fault.id)
    return (
      <Alert
        type="success"
        showIcon
        role="status"
        title={t("faultQueue.acknowledged", { number: acknowledge.data.number })}
      />
    );
  if (diagnose.isSuccess && diagnose.variables.id === fault.id && fault.conclusion === undefined)
    return <Alert type="info" showIcon role="status" title={t("faultQueue.diagnosing")} />;
  return null;
};

const Why = ({ fault, rule, component }: FaultExplanation): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  const hold = duration(rule.holdMs, language);
  const clear = duration(rule.clearHoldMs, language);
  const part = fault.code.split(".")[1] ?? "";
  const now =
    component &&
    t("said.state", {
      component: term(language, "components", part),
      state: term(language, "states", component.state),
    });
  return (
    <section>
      <h3>{t(fault.state === "closed" ? "faultQueue.whyThen" : "faultQueue.why")}</h3>
      <ol className="story">
        {fault.evidence.map((item) => (
          <li key={`${item.at}-${item.text}`}>
            <Moment at={item.at} />
            <div>
              {evidenceText(item, language)}
              <Frames frames={item.frames} />
            </div>
          </li>
        ))}
      </ol>
      <p>{t(rule.holdMs > 0 ? "faultQueue.rule" : "faultQueue.ruleNow", { rule: rule.id, hold, clear })}</p>
      {component && now ? (
        <p>
          {t("faultQueue.now", { text: now, time: moment(component.since, minute, language) })}{" "}
          {component.vendorCode === undefined ? null : <code>{component.vendorCode}</code>}
        </p>
      ) : null}
      {fault.hiddenBy === undefined ? null : <p>{t("faultQueue.hidden")}</p>}
    </section>
  );
};

const Verdict = ({ conclusion }: { readonly conclusion: Conclusion }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { verdict, cause, advice, parts } = conclusion;
  return (
    <div className={`verdict verdict-${verdict}`}>
      <p>
        <strong>{verdictText({ verdict, cause }, t, language)}</strong>
      </p>
      {advice.length === 0 ? null : (
        <>
          <h4>{t("faultQueue.advice")}</h4>
          <ol>
            {advice.map((one) => (
              <li key={one.en}>{one[language]}</li>
            ))}
          </ol>
        </>
      )}
      {parts.length === 0 ? null : <p>{t("faultQueue.parts", { parts: partsText(parts, language) })}</p>}
    </div>
  );
};

const Tried = ({ diagnoses, commands }: FaultExplanation): ReactNode => {
  const { t } = useTranslation();
  const who = useActor();
  const byPeople = commands.filter(({ by }) => !by.startsWith("runbook:"));
  return (
    <section>
      <h3>{t("faultQueue.tried")}</h3>
      {diagnoses.length + byPeople.length === 0 ? <p className="quiet">{t("faultQueue.nothingTried")}</p> : null}
      {diagnoses.map((diagnosis) => (
        <Diagnosis key={diagnosis.id} diagnosis={diagnosis} />
      ))}
      <ol className="story">
        {byPeople.map((command) => (
          <li key={command.id}>
            <Moment at={command.createdAt} />
            <div>
              <CommandSaid command={command} /> → {t(`command.${command.state}`)}{" "}
              <span className="quiet">{t("faultQueue.by", { by: who(command.by) })}</span>
              <AllArgs args={command.args} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
};

/** Why one fault is open: the frame, the rule, the clock; what was tried, what came of it, what to do. */
export const Detail = ({ id, actions }: { readonly id: string; readonly actions: Actions }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { language } = usePreferences();
  const { data, error, refetch } = useQuery({ queryKey: keys.explain(id), queryFn: () => api.explain({ id }) });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const { fault, rule, hides } = data;
  return (
    <article className="fault-detail" aria-label={fault.title[language]}>
      <Head fault={fault} actions={actions} runbook={rule.runbook} />
      <Said actions={actions} fault={fault} />
      <ApprovalsAt terminal={fault.terminal} device={fault.device} />
      {fault.conclusion ? <Verdict conclusion={fault.conclusion} /> : null}
      <Why {...data} />
      {hides.length === 0 ? null : (
        <section>
          <h3>{t("faultQueue.hiddenFaults")}</h3>
          <ul className="lines">
            {hides.map((one) => (
              <li key={one.id}>
                <FaultLine fault={one} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Tried {...data} />
      {rule.causes.length === 0 ? null : (
        <section>
          <h3>{t("faultQueue.causes")}</h3>
          <ol>
            {rule.causes.map((cause) => (
              <li key={cause.en}>{cause[language]}</li>
            ))}
          </ol>
        </section>
      )}
    </article>
  );
};
