import type {
  Column,
  MoveStock,
  StockLevel,
  StockLoan,
  StockMove,
  StockPart,
  StockSummary,
  StockView,
} from "../../contract/index.ts";
import { AppError, exitCodes, stockMoveKinds, stockPlaceKinds } from "../../contract/plain.ts";
import { actorText, partsText } from "../i18n/said.ts";
import { classTerm } from "../i18n/words.ts";
import { type Args, type Desk, optional } from "./desk.ts";

const itemColumns: readonly Column[] = [
  { title: { en: "Part", "zh-CN": "备件" } },
  { title: { en: "In stock", "zh-CN": "库存" }, align: "right" },
  { title: { en: "Minimum", "zh-CN": "最低库存" }, align: "right" },
  { title: { en: "Target", "zh-CN": "备件池目标" }, align: "right" },
  { title: { en: "Installed", "zh-CN": "在用" }, align: "right", priority: 2 },
  { title: { en: "In repair", "zh-CN": "维修中" }, align: "right", priority: 3 },
  { title: { en: "On loan", "zh-CN": "借出" }, align: "right", priority: 1 },
  { title: { en: "Warning", "zh-CN": "预警" } },
];
const levelColumns: readonly Column[] = [
  { title: { en: "Where", "zh-CN": "位置" } },
  { title: { en: "Part", "zh-CN": "备件" } },
  { title: { en: "Number", "zh-CN": "数量" }, align: "right" },
  { title: { en: "Serial numbers", "zh-CN": "序列号" }, priority: 1 },
];
const moveColumns: readonly Column[] = [
  { title: { en: "No.", "zh-CN": "编号" }, align: "right", priority: 3 },
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Move", "zh-CN": "类型" } },
  { title: { en: "Part", "zh-CN": "备件" } },
  { title: { en: "Number", "zh-CN": "数量" }, align: "right" },
  { title: { en: "From", "zh-CN": "从" } },
  { title: { en: "To", "zh-CN": "到" } },
  { title: { en: "Serial number", "zh-CN": "序列号" }, priority: 1 },
  { title: { en: "By", "zh-CN": "经办" }, priority: 2 },
  { title: { en: "Why", "zh-CN": "原因" }, priority: 4 },
];

const partColumns: readonly Column[] = [
  { title: { en: "Part", "zh-CN": "备件" } },
  { title: { en: "As rules call it", "zh-CN": "规则中的名称" }, priority: 2 },
  { title: { en: "Used up in 30 days", "zh-CN": "30 天内用尽" }, align: "right" },
  { title: { en: "Devices", "zh-CN": "所属设备" } },
  { title: { en: "In the field", "zh-CN": "在用" }, align: "right" },
  { title: { en: "Faults that ask for it", "zh-CN": "相关故障" }, priority: 1 },
];

const count = (n: number | undefined): string => (n ? String(n) : "");

const itemRow = ({ ui, t, language }: Desk, one: StockSummary): string[] => [
  partsText([one.item], language),
  String(one.have),
  count(one.minimum),
  one.target === undefined ? "" : `${one.target} (${one.poolPercent} %)`,
  count(one.installed),
  count(one.inRepair),
  count(one.onLoan),
  one.warning === undefined ? "" : ui.paint(one.warning === "belowMinimum" ? "bad" : "warn", t(`stock.${one.warning}`)),
];

const levelRow = ({ language }: Desk, where: string, level: Omit<StockLevel, "place">): string[] => [
  where,
  partsText([level.item], language),
  String(level.quantity),
  level.serials.join(", "),
];

const moveRow = (desk: Desk, move: StockMove): string[] => {
  const outside = move.ticket === undefined ? (move.terminal ?? "") : `#${move.ticket}`;
  return [
    String(move.n),
    desk.at(move.at),
    desk.t(`stock.kind.${move.kind}`),
    partsText([move.item], desk.language),
    String(move.quantity),
    move.from ?? outside,
    move.to ?? outside,
    move.serial ?? "",
    actorText(move.by, desk.language),
    move.reason ?? "",
  ];
};

/** `on loan: kiosk-002 since 2026-11-01, due back 2026-11-20, overdue`. */
const loanText = ({ ui, t, at }: Desk, { terminal, since, dueBack, overdue }: StockLoan): string => {
  const due = dueBack === undefined ? "" : t("stock.dueBack", { day: dueBack });
  const text = t("stock.lent", { terminal }) + t("stock.since", { day: at(since).slice(0, 10) }) + due;
  return overdue ? ui.paint("bad", text + t("stock.overdue")) : text;
};

const showView = (desk: Desk, { items, levels, loans, places }: StockView): void => {
  const { ui, t } = desk;
  if (places.length === 0) return desk.prose(t("stock.noPlaces"));
  if (items.length === 0 && loans.length === 0) return ui.out(t("stock.none"));
  if (items.length > 0)
    ui.table(
      itemColumns,
      items.map((one) => itemRow(desk, one)),
    );
  const rows = [
    ...levels.map((level) => levelRow(desk, level.place, level)),
    ...loans.map((loan) => levelRow(desk, loanText(desk, loan), loan)),
  ];
  if (rows.length === 0) return undefined;
  desk.heading(t("stock.where"));
  return ui.table(levelColumns, rows);
};

type Given = Readonly<Record<string, string | number | boolean>>;

/** Options that were given, by their name in the API; numbers as numbers. */
const given = (args: Args, names: Readonly<Record<string, string>>): Given =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, option]) => {
      const value = args[option];
      return value === undefined || value === false ? [] : [[name, value as string | number | boolean]];
    }),
  );

const list = async (desk: Desk, args: Args): Promise<number> => {
  const view = await desk.client.stock(given(args, { place: "place", item: "part", warnings: "warnings" }));
  if (desk.ui.json) desk.ui.jsonOut(view);
  else showView(desk, view);
  const wrong = view.items.some(({ warning }) => warning !== undefined) || view.loans.some(({ overdue }) => overdue);
  return args.check && wrong ? exitCodes.faulty : exitCodes.ok;
};

const moves = async (desk: Desk, args: Args): Promise<number> => {
  const wish = given(args, { place: "place", item: "part", ticket: "ticket", limit: "limit" });
  const found = await desk.client.stockMoves(wish);
  if (desk.ui.json) desk.ui.jsonOut(found);
  else if (found.length === 0) desk.ui.out(desk.t("stock.noMoves"));
  else
    desk.ui.table(
      moveColumns,
      found.map((move) => moveRow(desk, move)),
    );
  return exitCodes.ok;
};

const partRow = ({ language }: Desk, { item, dueSoon, classes, models, faults }: StockPart): string[] => [
  partsText([item], language),
  item,
  dueSoon === undefined ? "" : String(dueSoon),
  classes.map((one) => classTerm(language, one)).join(", "),
  count(models.reduce((sum, one) => sum + one.count, 0)),
  faults.map(({ code }) => code).join(", "),
];

const parts = async (desk: Desk, args: Args): Promise<number> => {
  const only = optional(args, "part");
  const found = (await desk.client.stockParts()).filter(({ item }) => only === undefined || item === only);
  if (desk.ui.json) desk.ui.jsonOut(found);
  else if (found.length === 0) desk.ui.out(desk.t("stock.none"));
  else
    desk.ui.table(
      partColumns,
      found.map((part) => partRow(desk, part)),
    );
  return exitCodes.ok;
};

/** The words that an action needs. Throws `usage` that shows them. */
const needed = (desk: Desk, args: Args, usage: string, ...names: readonly string[]): string[] =>
  names.map((name) => {
    const value = optional(args, name);
    if (value === undefined) throw new AppError("usage", desk.t("stock.usage", { usage }));
    return value;
  });

const oneOf = <T extends string>(desk: Desk, word: string, known: readonly T[]): T => {
  const found = known.find((one) => one === word);
  if (found === undefined) throw new AppError("usage", desk.t("stock.noSuch", { word, known: known.join(", ") }));
  return found;
};

const move = async (desk: Desk, args: Args): Promise<number> => {
  const [kind = "", item = ""] = needed(desk, args, "stock move <kind> <part>", "what", "name");
  const request = {
    kind: oneOf(desk, kind, stockMoveKinds),
    item,
    ...given(args, {
      from: "from",
      to: "to",
      ticket: "ticket",
      terminal: "terminal",
      serial: "serial",
      quantity: "quantity",
      reason: "reason",
      dueBack: "due-back",
      key: "key",
    }),
  } as MoveStock;
  const booked = await desk.client.moveStock(request);
  if (desk.ui.json) desk.ui.jsonOut(booked);
  else {
    const { n, quantity } = booked;
    const part = partsText([booked.item], desk.language);
    desk.prose(desk.t("stock.booked", { n, quantity, part, kind: desk.t(`stock.kind.${booked.kind}`) }));
  }
  return exitCodes.ok;
};

const place = async (desk: Desk, args: Args): Promise<number> => {
  const [id = ""] = needed(desk, args, "stock place <id> --kind depot", "what", "kind");
  const kind = oneOf(desk, String(args.kind), stockPlaceKinds);
  const saved = await desk.client.setStockPlace({
    id,
    kind,
    ...given(args, { name: "title", keeper: "keeper", closed: "closed" }),
  });
  if (desk.ui.json) desk.ui.jsonOut(saved);
  else desk.prose(desk.t("stock.placed", { id }));
  return exitCodes.ok;
};

const want = async (desk: Desk, args: Args): Promise<number> => {
  const [item = ""] = needed(desk, args, "stock want <part> --minimum 2", "what");
  const wish = given(args, { minimum: "minimum", poolPercent: "pool", deviceClass: "class" });
  const saved = await desk.client.setStockItem({ item, ...wish });
  if (desk.ui.json) desk.ui.jsonOut(saved);
  else desk.prose(desk.t("stock.wanted", { part: partsText([item], desk.language) }));
  return exitCodes.ok;
};

/** What `roundsman stock <action>` does. */
export const stockActions: Readonly<Record<string, (desk: Desk, args: Args) => Promise<number>>> = {
  list,
  parts,
  moves,
  move,
  place,
  want,
};
