import type { Column } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, tagCounts } from "../../../contract/plain.ts";
import { tagMany } from "../../client/tagging.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";
import { fitting } from "../fleet-words.ts";

const columns: readonly Column[] = [
  { title: { en: "Tag", "zh-CN": "标签" } },
  { title: { en: "Terminals", "zh-CN": "终端数" }, align: "right" },
];

const list = async ({ client, ui, t }: Desk): Promise<number> => {
  const tags = [...tagCounts(await client.terminals())].map(([tag, terminals]) => ({ tag, terminals }));
  if (ui.json) ui.jsonOut(tags);
  else if (tags.length === 0) ui.out(t("tag.none"));
  else
    ui.table(
      columns,
      tags.map(({ tag, terminals }) => [tag, String(terminals)]),
    );
  return exitCodes.ok;
};

const chosen = async (desk: Desk, args: Args): Promise<readonly string[]> => {
  const named = args.terminals as string[];
  const query = optional(args, "query");
  if ((query === undefined) === (named.length === 0)) throw new AppError("usage", desk.t("tag.which"));
  return query === undefined ? named : (await fitting(desk, query)).terminals.map(({ id }) => id);
};

const change = async (desk: Desk, args: Args, action: "add" | "remove"): Promise<number> => {
  const { client, ui, t, prose } = desk;
  const tag = optional(args, "tag");
  if (tag === undefined) throw new AppError("usage", t("tag.whichTag"));
  const terminals = await chosen(desk, args);
  const changed = await tagMany(client, terminals, { [action]: [tag] });
  if (ui.json) ui.jsonOut({ tag, of: terminals.length, changed });
  else prose(t(`tag.${action}`, { tag, changed: changed.length, count: terminals.length }));
  return exitCodes.ok;
};

export default defineVerb({
  name: "tag",
  group: "act",
  summary: { en: "Give tags to terminals, one or many, and take them away", "zh-CN": "为一台或多台终端添加、移除标签" },
  positionals: {
    action: {
      summary: { en: "list, add, remove", "zh-CN": "list 列出，add 添加，remove 移除" },
      choices: ["list", "add", "remove"],
      default: "list",
    },
    tag: { summary: { en: "a word in small letters: vip", "zh-CN": "标签，如 vip、样机" }, required: false },
    terminals: { summary: { en: "terminal ids", "zh-CN": "终端编号" }, required: false, many: true },
  },
  options: {
    query: {
      summary: {
        en: "all terminals that fit: 'site:sz paper:low'",
        "zh-CN": "所有符合条件的终端，如 'site:sz paper:low'",
      },
    },
  },
  examples: [
    ["roundsman tag", { en: "all tags", "zh-CN": "所有标签" }],
    ["roundsman tag add vip kiosk-001 kiosk-002", { en: "two terminals", "zh-CN": "为两台终端添加标签" }],
    ["roundsman tag add vip --query 'site:sz'", { en: "all that fit", "zh-CN": "为所有符合条件的终端添加标签" }],
    [
      "roundsman tag remove pilot-firmware --query 'tag:pilot-firmware'",
      { en: "nobody has it any more", "zh-CN": "全部移除" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { action } = args;
    return action === "add" || action === "remove" ? change(desk, args, action) : list(desk);
  },
});
