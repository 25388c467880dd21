import type { NewComplaint } from "../../../contract/index.ts";

/** A complaint as its form has it: all text, empty for what nobody said. */
export type ComplaintDraft = Readonly<
  Record<"from" | "text" | "ticket" | "terminal" | "customer" | "received", string>
>;

export const emptyComplaint = (ticket: number | undefined): ComplaintDraft => ({
  from: "",
  text: "",
  ticket: ticket === undefined ? "" : String(ticket),
  terminal: "",
  customer: "",
  received: "",
});

/** What is sent. With the same key it is written down once. */
export const complaintOf = (draft: ComplaintDraft, key: string): NewComplaint => {
  const [customer, terminal] = [draft.customer.trim(), draft.terminal.trim()];
  return {
    from: draft.from.trim(),
    text: draft.text.trim(),
    key,
    ...(draft.ticket === "" ? {} : { ticket: Number(draft.ticket) }),
    ...(terminal === "" ? {} : { terminal }),
    ...(customer === "" ? {} : { customer }),
    ...(draft.received === "" ? {} : { receivedAt: Date.parse(draft.received) }),
  };
};
