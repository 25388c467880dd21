import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk, optional } from "../desk.ts";
import { ticketTable } from "../lists.ts";

export default defineVerb({
  name: "tickets",
  group: "see",
  summary: { en: "Open tickets", "zh-CN": "未关闭的工单" },
  options: {
    terminal: { summary: { en: "of this terminal only", "zh-CN": "仅此终端" } },
    all: { summary: { en: "closed ones too", "zh-CN": "包括已关闭的" }, type: "boolean", default: false },
  },
  examples: [["roundsman tickets", { en: "what is left for people", "zh-CN": "需要人工处理的工单" }]],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    const all = args.all === true;
    const tickets = await desk.client.tickets({ all, ...(terminal === undefined ? {} : { terminal }) });
    // Nothing is also what a mistyped terminal has: that it is known must be sure.
    if (terminal !== undefined && tickets.length === 0) await desk.client.terminal({ terminal });
    if (ui.json) ui.jsonOut(tickets);
    else if (tickets.length === 0) ui.out(desk.t(all ? "tickets.emptyAll" : "tickets.empty"));
    else ticketTable(desk, tickets);
    return exitCodes.ok;
  },
});
