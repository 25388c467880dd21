import { AppError, type CommandApproval, type CommandDescriptor, type CommandView } from "../../contract/index.ts";

/** So long a command that could move money waits for a second person. */
export const approvalMs = 600_000;

/** Whose wish it is: a runbook that a person started is that person's. */
export const firstPerson = ({ by, askedBy }: { readonly by: string; readonly askedBy?: string }): string =>
  askedBy ?? by;

/** What moves money needs two people. Pure. */
export const approvalOf = (
  { disturbs }: Pick<CommandDescriptor, "disturbs">,
  askedBy: string,
  now: number,
): CommandApproval | undefined => (disturbs === "money" ? { askedBy, until: now + approvalMs } : undefined);

export interface Decision {
  readonly approve: boolean;
  /** `user:<name>`. */
  readonly by: string;
  readonly reason?: string;
}

/** A command that waits, and its approval. Throws `conflict` once it does not wait any more. */
const waiting = (view: CommandView, now: number): CommandApproval => {
  const { approval, state, id } = view;
  if (state !== "awaitingApproval" || !approval)
    throw new AppError(
      "conflict",
      { en: `command ${id} waits for nobody's approval: it is ${state}`, "zh-CN": "该命令不在等待批准" },
      { state },
    );
  if (now >= approval.until)
    throw new AppError("conflict", {
      en: `command ${id} has waited too long: ask for it again`,
      "zh-CN": "该命令等待批准已过期：请重新申请",
    });
  return approval;
};

/**
 * The command once it is decided upon: queued with all the time it was asked for, or refused. Whoever asked may take it back, not approve it. Pure.
 * Throws `conflict` if it does not wait any more, `forbidden` for the one who asked.
 */
export const decided = (view: CommandView, { approve, by, reason = "" }: Decision, now: number): CommandView => {
  const waits = waiting(view, now);
  if (approve && by === waits.askedBy)
    throw new AppError("forbidden", {
      en: "a command that could move money needs a second person: who asked cannot approve",
      "zh-CN": "涉及现金的命令须由第二人批准：申请人不能批准自己的申请",
    });
  const approval: CommandApproval = { ...waits, decision: approve ? "approved" : "declined", by, at: now };
  if (approve) return { ...view, state: "queued", notAfter: now + (view.notAfter - waits.until), approval };
  const text = reason === "" ? `declined by ${by}` : `declined by ${by}: ${reason}`;
  const outcome = {
    id: view.id,
    command: view.command,
    status: "refused" as const,
    reason: { code: "declined", text: text.slice(0, 500) },
  };
  return { ...view, state: "refused", finishedAt: now, approval, outcome };
};
