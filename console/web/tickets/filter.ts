import type { Language, TicketView } from "../../../contract/index.ts";
import type { TicketQueue } from "../../../contract/plain.ts";

export interface TicketFilter {
  readonly words: string;
  readonly queue?: TicketQueue | undefined;
  /** Only what this person holds. */
  readonly who?: string | undefined;
}

const textOf = (ticket: TicketView, language: Language): string =>
  [
    `#${ticket.number}`,
    ticket.terminal,
    ticket.title[language],
    ticket.customer ?? "",
    ticket.assignee ?? "",
    ticket.contract ?? "",
    ticket.cause,
    ...ticket.parts,
  ]
    .join(" ")
    .toLowerCase();

/** Every word must be somewhere in what the ticket says. */
export const fits = (ticket: TicketView, { words, queue, who }: TicketFilter, language: Language): boolean => {
  if (queue !== undefined && ticket.queue !== queue) return false;
  if (who !== undefined && ticket.assignee !== who) return false;
  const text = textOf(ticket, language);
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};
