import type { CommandView, DiagnosisView } from "../../../contract/index.ts";

/** A diagnosis or a command of a person, in the order of their beginnings. */
export type Deed =
  | { readonly kind: "diagnosis"; readonly id: string; readonly at: number; readonly diagnosis: DiagnosisView }
  | { readonly kind: "command"; readonly id: string; readonly at: number; readonly command: CommandView };

/** What was done to one device, newest first. A runbook's commands are steps of its diagnosis, unless one waits for a person. */
export const deedsOf = (
  device: string,
  diagnoses: readonly DiagnosisView[],
  commands: readonly CommandView[],
  most = 20,
): Deed[] =>
  [
    ...diagnoses
      .filter((one) => one.device === device)
      .map((diagnosis): Deed => ({ kind: "diagnosis", id: diagnosis.id, at: diagnosis.startedAt, diagnosis })),
    ...commands
      .filter((one) => one.device === device && (!one.by.startsWith("runbook:") || one.state === "awaitingApproval"))
      .map((command): Deed => ({ kind: "command", id: command.id, at: command.createdAt, command })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, most);

const open: ReadonlySet<string> = new Set(["running", "awaitingApproval", "queued", "sent", "delivered"]);

/** What goes on, or was just begun from here: shown in full; the rest is history. */
export const isCurrent = (deed: Deed, begun: ReadonlySet<string>): boolean =>
  begun.has(deed.id) || open.has(deed.kind === "diagnosis" ? deed.diagnosis.state : deed.command.state);
