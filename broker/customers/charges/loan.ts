import type { LoanRight, TicketView } from "../../../contract/index.ts";
import { length } from "../../service-levels/words.ts";
import type { Terms } from "../fees/load-schedules.ts";

/** The service is back, or was never gone for long. */
const over: readonly TicketView["state"][] = ["restored", "resolved", "confirmed", "closed"];

/**
 * Whether the customer is entitled to a loan unit at `now`: with a yearly contract where the repair takes longer than its schedule says, never where visits are paid
 * one by one. `undefined` where there is nothing to say: no fees agreed, or the repair is over. Pure.
 */
export const loanEntitled = (
  terms: Terms | undefined,
  ticket: Pick<TicketView, "openedAt" | "state">,
  now: number,
): LoanRight | undefined => {
  if (!terms || over.includes(ticket.state)) return undefined;
  const { billing, schedule } = terms;
  if (billing === "visit")
    return {
      entitled: false,
      text: { en: "no loan unit: the customer pays by visit", "zh-CN": "无备用机：客户按次付费" },
    };
  const after = schedule.year?.loanAfterMs;
  if (after === undefined) return undefined;
  const from = ticket.openedAt + after;
  const limit = length(after);
  if (now > from)
    return {
      entitled: true,
      from,
      text: {
        en: `loan unit due: the repair takes longer than ${limit.en}`,
        "zh-CN": `应提供备用机：维修已超过 ${limit["zh-CN"]}`,
      },
    };
  const left = length(from - now);
  return {
    entitled: false,
    from,
    text: {
      en: `loan unit due in ${left.en} if the repair lasts`,
      "zh-CN": `若 ${left["zh-CN"]} 内未修复，应提供备用机`,
    },
  };
};
