import type { Column, SavedView, SavedViewView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, fleetLayouts, fleetQuery } from "../../../contract/plain.ts";
import { actorText } from "../../i18n/said.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";
import { viewNamed } from "../fleet-words.ts";

const columns: readonly Column[] = [
  { title: { en: "View", "zh-CN": "视图" } },
  { title: { en: "Query", "zh-CN": "查询条件" } },
  { title: { en: "Terminals", "zh-CN": "终端数" }, align: "right" },
  { title: { en: "As", "zh-CN": "显示方式" }, priority: 2 },
  { title: { en: "Seen by", "zh-CN": "可见范围" }, priority: 1 },
];

const seenBy = ({ t, language }: Desk, { shared, own, by }: SavedViewView): string => {
  if (!shared) return t("views.mine");
  return own ? t("views.everybody") : t("views.everybody") + t("brackets", { text: actorText(by, language) });
};

const list = async (desk: Desk): Promise<number> => {
  const { client, ui, t } = desk;
  const [views, terminals] = await Promise.all([client.savedViews(), client.terminals()]);
  const counted = views.map((view) => {
    const { matches } = fleetQuery(view.query);
    return { ...view, terminals: terminals.filter((one) => matches(one)).length };
  });
  if (ui.json) ui.jsonOut(counted);
  else if (views.length === 0) ui.out(t("views.none"));
  else
    ui.table(
      columns,
      counted.map((view) => [
        view.name,
        view.query,
        String(view.terminals),
        t(`views.${view.layout}`),
        seenBy(desk, view),
      ]),
    );
  return exitCodes.ok;
};

const needed = (desk: Desk, args: Args): string => {
  const name = optional(args, "name");
  if (name === undefined) throw new AppError("usage", desk.t("views.which"));
  return name;
};

/** What was said of a view, over what it was. */
const wished = (args: Args, before: SavedView): SavedView => ({
  name: optional(args, "rename") ?? before.name,
  query: optional(args, "query") ?? before.query,
  layout: (args.layout as SavedView["layout"] | undefined) ?? before.layout,
  shared: (args.shared as boolean | undefined) ?? before.shared,
});

const told = ({ ui, t, prose }: Desk, word: string, view: SavedViewView): number => {
  if (ui.json) ui.jsonOut(view);
  else prose(t(`views.${word}`, { name: view.name }));
  return exitCodes.ok;
};

const save = async (desk: Desk, args: Args): Promise<number> => {
  const blank: SavedView = { name: needed(desk, args), query: "", layout: "matrix", shared: false };
  return told(desk, "saved", await desk.client.saveView(wished(args, blank)));
};
const set = async (desk: Desk, args: Args): Promise<number> => {
  const view = await viewNamed(desk, needed(desk, args));
  return told(desk, "saved", await desk.client.changeView({ number: view.number }, wished(args, view)));
};
const remove = async (desk: Desk, args: Args): Promise<number> => {
  const view = await viewNamed(desk, needed(desk, args));
  await desk.client.removeView({ number: view.number });
  return told(desk, "removed", view);
};

const actions: Readonly<Record<string, (desk: Desk, args: Args) => Promise<number>>> = { list, save, set, remove };

export default defineVerb({
  name: "views",
  group: "act",
  summary: {
    en: "Saved views of the fleet: queries under a name, one's own or for everybody",
    "zh-CN": "保存的视图：命名的查询条件，仅自己可见或与所有人共享",
  },
  positionals: {
    action: {
      summary: {
        en: "list, save (a new one), set (change), remove",
        "zh-CN": "list 列出，save 新建，set 修改，remove 移除",
      },
      choices: Object.keys(actions),
      default: "list",
    },
    name: { summary: { en: "name of the view", "zh-CN": "视图名称" }, required: false },
  },
  options: {
    query: {
      summary: { en: "what it shows: 'status:faulty tag:vip'", "zh-CN": "查询条件，如 'status:faulty tag:vip'" },
    },
    layout: { summary: { en: "how the page shows it", "zh-CN": "页面显示方式" }, choices: fleetLayouts },
    shared: {
      summary: { en: "for everybody (--no-shared: not)", "zh-CN": "与所有人共享（--no-shared 取消）" },
      type: "boolean",
    },
    rename: { summary: { en: "of `set`: another name", "zh-CN": "set：新名称" } },
  },
  examples: [
    [
      'roundsman views save "VIP in trouble" --query "tag:vip -status:ok"',
      { en: "for oneself", "zh-CN": "仅自己可见" },
    ],
    ['roundsman views set "VIP in trouble" --shared', { en: "for everybody", "zh-CN": "与所有人共享" }],
    ['roundsman terminals --view "VIP in trouble"', { en: "what it shows now", "zh-CN": "按视图列出终端" }],
  ],
  async run(args, ui) {
    const action = actions[String(args.action)];
    if (!action) throw new AppError("usage", String(args.action));
    return action(openDesk(args, ui), args);
  },
});
