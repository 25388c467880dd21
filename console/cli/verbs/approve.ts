import type { Column } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { commandText } from "../../i18n/command.ts";
import { actorText } from "../../i18n/said.ts";
import { type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Command", "zh-CN": "命令编号" } },
  { title: { en: "What", "zh-CN": "操作" } },
  { title: { en: "On what", "zh-CN": "对象" } },
  { title: { en: "Asked by", "zh-CN": "申请人" } },
  { title: { en: "Until", "zh-CN": "截止" } },
  { title: { en: "Why", "zh-CN": "原因" }, priority: 1 },
];

const list = async ({ client, ui, t, at, language }: Desk): Promise<number> => {
  const waiting = await client.commands({ state: "awaitingApproval", limit: 500 });
  if (ui.json) ui.jsonOut(waiting);
  else if (waiting.length === 0) ui.out(t("approve.none"));
  else
    ui.table(
      columns,
      waiting.map((one) => [
        one.id,
        commandText(one, language),
        `${one.terminal}/${one.device}`,
        actorText(one.approval?.askedBy ?? one.by, language),
        at(one.approval?.until ?? one.notAfter),
        one.reason,
      ]),
    );
  return exitCodes.ok;
};

export default defineVerb({
  name: "approve",
  group: "act",
  summary: {
    en: "Say yes, as the second person, to a command that could move money",
    "zh-CN": "作为第二人批准可能影响款项的命令",
  },
  positionals: {
    id: {
      summary: { en: "id of the command; without one: what waits", "zh-CN": "命令编号；省略则列出待批准的命令" },
      required: false,
    },
  },
  options: {
    decline: { summary: { en: "say no, or take back one's own", "zh-CN": "拒绝，或撤回自己的申请" }, type: "boolean" },
    reason: { summary: { en: "why, for the audit log", "zh-CN": "原因，写入审计日志" } },
  },
  examples: [
    ["roundsman approve", { en: "what waits for a second person", "zh-CN": "等待第二人批准的命令" }],
    ["roundsman approve 5f0c2ab1d3e4f567", { en: "yes: it is sent at once", "zh-CN": "批准：立即下发" }],
    [
      'roundsman approve 5f0c2ab1d3e4f567 --decline --reason "cash van is there"',
      { en: "no, and why", "zh-CN": "拒绝并说明原因" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { client, t } = desk;
    const id = optional(args, "id");
    if (id === undefined) return list(desk);
    const { terminal, device, command, approval } = await client.command({ id });
    if (!approval) throw new AppError("usage", t("approve.needsNone", { id }));
    const approve = args.decline !== true;
    const reason = optional(args, "reason");
    const view = await client.approveCommand(
      { terminal, id },
      { approve, ...(reason === undefined ? {} : { reason }) },
    );
    if (ui.json) ui.jsonOut(view);
    else ui.out(t(approve ? "approve.done" : "approve.declined", { terminal, device, command }));
    return exitCodes.ok;
  },
});
