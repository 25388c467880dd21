import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import type { CommandView, DeviceView, DiagnosisView, RunbookView, TerminalDetail } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { FaultLine } from "../faults/fault-line.tsx";
import { mergeCommand, mergeDiagnosis } from "../live/apply.ts";
import { StateMark } from "../look/state-mark.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useTitle } from "../shell/title.ts";
import { useNow } from "../shell/window.ts";
import { InShort } from "../terminal/module.tsx";
import { term } from "../words.ts";
import { type Choice, choicesOf, keyOf } from "./choice.ts";
import { RunForm, type Wish } from "./form.tsx";
import { sightsOf } from "./interlock.ts";
import { type Deed, deedsOf, isCurrent } from "./past.ts";
import { Sights } from "./sights.tsx";
import { ToldCommand, ToldDiagnosis } from "./told.tsx";
import { useDone } from "./use-done.ts";
import "./diagnose.css";

/** A device does not always say at once that a note is on its way. */
const askAgainMs = 10_000;
/** So long a command waits for its turn. */
const patienceMs = 120_000;

interface Known {
  readonly terminal: TerminalDetail;
  readonly device: DeviceView;
  readonly runbooks: readonly RunbookView[];
  readonly diagnoses: readonly DiagnosisView[];
  readonly commands: readonly CommandView[];
}

const Head = ({ terminal, device }: Known): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const faults = terminal.faultList.filter((one) => one.device === device.device);
  return (
    <header className="panel">
      <h1>{t("diagnosePage.title", { device: device.device, terminal: terminal.id })}</h1>
      <p className="said">
        <StateMark state={device.condition} />
        <strong>{t(`condition.${device.condition}`)}</strong>
        <span className="quiet">
          {[term(language, "deviceClasses", device.deviceClass), terminal.name, terminal.site]
            .filter((text) => text !== "" && text !== terminal.id)
            .join(" · ")}
        </span>
      </p>
      <InShort view={device} />
      <ul className="plain">
        {faults.map((fault) => (
          <li key={fault.id}>
            <FaultLine fault={fault} />{" "}
            {fault.ticket === undefined ? null : (
              <Link to={`/tickets/${fault.ticket}`}>{t("faultQueue.ticketOf", { number: fault.ticket })}</Link>
            )}
          </li>
        ))}
      </ul>
    </header>
  );
};

const Told = ({ deed, terminal }: { readonly deed: Deed; readonly terminal: TerminalDetail }): ReactNode =>
  deed.kind === "diagnosis" ? (
    <ToldDiagnosis diagnosis={deed.diagnosis} faults={terminal.faultList} />
  ) : (
    <ToldCommand command={deed.command} />
  );

const Deeds = ({
  title,
  deeds,
  terminal,
  empty,
}: {
  readonly title: string;
  readonly deeds: readonly Deed[];
  readonly terminal: TerminalDetail;
  readonly empty?: string;
}): ReactNode => (
  <section className="panel" aria-label={title}>
    <h2>{title}</h2>
    {deeds.length === 0 ? <p className="quiet">{empty}</p> : null}
    {deeds.map((deed) => (
      <Told key={deed.id} deed={deed} terminal={terminal} />
    ))}
  </section>
);

/** What was asked for in the address, or what fits the fault best. */
const useChoice = (choices: readonly Choice[]): [Choice | undefined, (choice: Choice) => void] => {
  const [query] = useSearchParams();
  const [wanted, setWanted] = useState(query.get("run"));
  const chosen = choices.find((one) => keyOf(one) === wanted) ?? choices[0];
  return [chosen, (choice) => setWanted(keyOf(choice))];
};

const useRun = (terminal: string, device: string, begun: (id: string) => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ choice, args, reason }: Wish) => {
      if (choice.kind === "runbook") {
        const diagnosis = await api.diagnose({ terminal, device }, { runbook: choice.id });
        mergeDiagnosis(queries, diagnosis);
        return diagnosis.id;
      }
      const wish = { command: choice.id, args: { ...args }, ttlMs: patienceMs, ...(reason === "" ? {} : { reason }) };
      const command = await api.runCommand({ terminal, device }, wish);
      mergeCommand(queries, command);
      return command.id;
    },
    onSuccess: begun,
  });
};

const Body = (known: Known): ReactNode => {
  const { t } = useTranslation();
  const { terminal, device, runbooks, diagnoses, commands } = known;
  const may = useMay("command");
  const now = useNow();
  const [begun, setBegun] = useState<ReadonlySet<string>>(new Set());
  const choices = useMemo(
    () =>
      choicesOf(
        device,
        runbooks,
        terminal.faultList.filter((one) => one.device === device.device),
      ),
    [device, runbooks, terminal.faultList],
  );
  const [chosen, choose] = useChoice(choices);
  const run = useRun(terminal.id, device.device, (id) => setBegun((before) => new Set([...before, id])));
  const sights = sightsOf({ terminal, device, disturbs: chosen?.disturbs ?? "nothing", commands, diagnoses, now });
  const deeds = deedsOf(device.device, diagnoses, commands);
  const current = deeds.filter((deed) => isCurrent(deed, begun));
  return (
    <>
      <Head {...known} />
      <Sights sights={sights} />
      <div className="deeds" aria-live="polite" aria-relevant="additions text">
        {run.error ? <Failure error={run.error} /> : null}
        {current.length === 0 ? null : <Deeds title={t("diagnosePage.now")} deeds={current} terminal={terminal} />}
      </div>
      {may ? (
        <RunForm
          choices={choices}
          chosen={chosen}
          choose={choose}
          device={device}
          terminal={terminal.id}
          sights={sights}
          busy={run.isPending}
          run={run.mutate}
        />
      ) : (
        <p className="panel quiet">{t("diagnosePage.mayNotRun")}</p>
      )}
      <Deeds
        title={t("diagnosePage.before")}
        deeds={deeds.filter((deed) => !current.includes(deed))}
        terminal={terminal}
        empty={t("diagnosePage.nothingBefore")}
      />
    </>
  );
};

/** One device: what stands in the way, what can be run on it, what comes of it, and what was done before. */
const Diagnose = (): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { terminal: id = "", device: name = "" } = useParams();
  useTitle(t("diagnosePage.title", { device: name, terminal: id }));
  const terminal = useQuery({
    queryKey: keys.terminal(id),
    queryFn: () => api.terminal({ terminal: id }),
    refetchInterval: askAgainMs,
  });
  const runbooks = useQuery({
    queryKey: keys.runbooks,
    queryFn: () => api.runbooks(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { diagnoses, commands } = useDone(id);
  const all = [terminal, runbooks, diagnoses, commands];
  const failed = all.find(({ error }) => error);
  const device = terminal.data?.deviceList.find((one) => one.device === name);
  const ready = terminal.data && runbooks.data && diagnoses.data && commands.data;
  return (
    <article className="page diagnose">
      <nav className="back" aria-label={t("diagnosePage.back")}>
        <Link to={`/terminals/${id}`}>← {id}</Link>
      </nav>
      {failed ? <Failure error={failed.error} again={() => all.forEach((one) => void one.refetch())} /> : null}
      {ready && device ? (
        <Body
          key={`${id}/${name}`}
          terminal={terminal.data}
          device={device}
          runbooks={runbooks.data}
          diagnoses={diagnoses.data}
          commands={commands.data}
        />
      ) : null}
      {ready && !device ? <p className="panel">{t("diagnosePage.noDevice", { device: name, terminal: id })}</p> : null}
      {!ready && !failed ? <Skeleton active paragraph={{ rows: 10 }} /> : null}
    </article>
  );
};
export default Diagnose;
