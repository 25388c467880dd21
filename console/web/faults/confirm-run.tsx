import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useApi } from "../client-context.ts";
import { Confirm } from "../diagnose/confirm.tsx";
import { type Sight, sightsOf } from "../diagnose/interlock.ts";
import { useDone } from "../diagnose/use-done.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useNow } from "../shell/window.ts";
import type { AskedRun } from "./use-actions.ts";

/** What stands in the way, as soon as the broker has answered; the question does not wait for it. */
const useSights = ({ fault, runbook }: AskedRun): Sight[] => {
  const api = useApi();
  const now = useNow();
  const { terminal: id } = fault;
  const terminal = useQuery({ queryKey: keys.terminal(id), queryFn: () => api.terminal({ terminal: id }) });
  const { diagnoses, commands } = useDone(id);
  const device = terminal.data?.deviceList.find((one) => one.device === fault.device);
  if (!terminal.data || !device || !commands.data || !diagnoses.data) return [];
  return sightsOf({
    terminal: terminal.data,
    device,
    disturbs: runbook.disturbs,
    commands: commands.data,
    diagnoses: diagnoses.data,
    now,
  });
};

/** Asks before a runbook that disturbs is run from the queue. */
export const ConfirmRun = ({
  asked,
  answer,
}: {
  readonly asked: AskedRun;
  readonly answer: (to: AskedRun, yes: boolean) => void;
}): ReactNode => {
  const { language } = usePreferences();
  const { fault, runbook } = asked;
  return (
    <Confirm
      what={runbook.title[language]}
      disturbs={runbook.disturbs}
      device={fault.device}
      terminal={fault.terminal}
      sights={useSights(asked)}
      go={() => answer(asked, true)}
      close={() => answer(asked, false)}
    />
  );
};
