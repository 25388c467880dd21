import {
  type CommandEnvelope,
  type CommandOutcome,
  type CommandState,
  type CommandView,
  contractVersion,
} from "../../contract/index.ts";

export const finalStates: readonly CommandState[] = ["succeeded", "failed", "refused", "expired", "unknown"];
export const openStates: readonly CommandState[] = ["awaitingApproval", "queued", "sent", "delivered"];
export const isFinal = (state: CommandState): boolean => finalStates.includes(state);

/** What an outcome makes of a command; `late` when it had ended already, or was never sent: then nothing changes. */
export type Step =
  | { readonly kind: "delivered"; readonly view: CommandView }
  | { readonly kind: "again"; readonly view: CommandView }
  | { readonly kind: "finished"; readonly view: CommandView }
  | { readonly kind: "late" };

/** The state machine. Pure. `accepted` is the only thing that says delivered; a passing refusal puts the command back in the queue while it may still run. */
export const stepOf = (view: CommandView, outcome: CommandOutcome, now: number): Step => {
  if (isFinal(view.state) || view.state === "awaitingApproval") return { kind: "late" };
  if (outcome.status === "accepted") return { kind: "delivered", view: { ...view, state: "delivered" } };
  if (outcome.status === "refused" && outcome.retryable && now < view.notAfter)
    return { kind: "again", view: { ...view, state: "queued", outcome } };
  return { kind: "finished", view: { ...view, state: outcome.status, finishedAt: now, outcome } };
};

/** How long a terminal that took a command may still be about to tell how it went. */
export const graceMs = 15_000;

/**
 * When the broker stops waiting, and what it says then. Still queued: it surely never ran, `expired`. Handed to a socket or accepted, and no word since:
 * nobody knows, `unknown`. The terminal refuses it after `notAfter`, so that it cannot begin later.
 */
export const endOf = (view: CommandView, runMs: number): { readonly at: number; readonly state: CommandState } => {
  if (view.state === "awaitingApproval") return { at: view.approval?.until ?? view.notAfter, state: "expired" };
  if (view.state === "queued") return { at: view.notAfter, state: "expired" };
  if (view.state === "sent") return { at: view.notAfter + graceMs, state: "unknown" };
  return { at: view.notAfter + runMs + graceMs, state: "unknown" };
};

/** `at` is the moment of this offer: the terminal counts the rest of the time from its receipt. */
export const envelopeOf = (view: CommandView, nonce: string, now: number): CommandEnvelope => ({
  v: contractVersion,
  id: view.id,
  terminal: view.terminal,
  device: view.device,
  command: view.command,
  args: view.args,
  at: now,
  notAfter: view.notAfter,
  reason: view.reason,
  by: view.by,
  nonce,
});

const firstRetryMs = 5_000;
const lastRetryMs = 60_000;

/** Back-off between offers: doubling, capped, and spread by up to a quarter after the cap so that a fleet does not march in step. `random` is 0..1. */
export const retryAfterMs = (tries: number, random: number): number =>
  Math.min(firstRetryMs * 2 ** Math.min(Math.max(tries - 1, 0), 10), lastRetryMs) * (1 + random / 4);
