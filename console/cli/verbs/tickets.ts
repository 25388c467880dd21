import type { RouteQuery } from "../../../contract/index.ts";
import { defineVerb, exitCodes, ticketQueues, ticketStates } from "../../../contract/plain.ts";
import { given } from "../between.ts";
import { openDesk } from "../desk.ts";
import { sayCut, ticketTable } from "../lists.ts";

export default defineVerb({
  name: "tickets",
  group: "see",
  summary: { en: "Open tickets", "zh-CN": "未关闭的工单" },
  options: {
    terminal: { summary: { en: "of this terminal only", "zh-CN": "仅此终端" } },
    queue: { summary: { en: "in this queue", "zh-CN": "在此队列中" }, choices: ticketQueues },
    assignee: { summary: { en: "held by this person", "zh-CN": "由此人负责" } },
    state: { summary: { en: "in this state", "zh-CN": "处于此状态" }, choices: ticketStates },
    customer: { summary: { en: "of this customer", "zh-CN": "属于此客户" } },
    site: { summary: { en: "of terminals at this site", "zh-CN": "位于此网点" } },
    incident: { summary: { en: "that belong to this incident", "zh-CN": "属于此事件" }, type: "number" },
    all: { summary: { en: "closed ones too", "zh-CN": "包括已关闭的" }, type: "boolean", default: false },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 500 },
  },
  examples: [
    ["roundsman tickets", { en: "what is left for people", "zh-CN": "需要人工处理的工单" }],
    ["roundsman tickets --queue field", { en: "what waits for the road", "zh-CN": "等待现场处理的工单" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { incident, ...words } = given(
      args,
      "terminal",
      "queue",
      "assignee",
      "state",
      "customer",
      "site",
      "incident",
    );
    const filter = { ...words, ...(incident === undefined ? {} : { parent: Number(incident) }) };
    const all = args.all === true;
    const limit = Number(args.limit);
    const tickets = await desk.client.tickets({ ...(filter as RouteQuery<"tickets">), all, limit });
    const { terminal: _, ...others } = filter;
    const empty = Object.keys(others).length > 0 ? "tickets.noneFit" : all ? "tickets.emptyAll" : "tickets.empty";
    if (ui.json) ui.jsonOut(tickets);
    else if (tickets.length === 0) ui.out(desk.t(empty));
    else ticketTable(desk, tickets);
    sayCut(desk, tickets, limit);
    return exitCodes.ok;
  },
});
