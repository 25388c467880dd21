import type {
  AssetCount,
  AssetEvent,
  AssetUnit,
  AssetView,
  Column,
  TerminalAssets,
  Warranty,
} from "../../../contract/index.ts";
import { defineVerb, deviceClasses, exitCodes } from "../../../contract/plain.ts";
import { classTerm } from "../../i18n/words.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Class", "zh-CN": "类别" }, priority: 4 },
  { title: { en: "Model", "zh-CN": "型号" }, priority: 1 },
  { title: { en: "Serial number", "zh-CN": "序列号" } },
  { title: { en: "Firmware", "zh-CN": "固件" }, priority: 2 },
  { title: { en: "Since", "zh-CN": "起始" }, priority: 5 },
  { title: { en: "Warranty", "zh-CN": "保修" }, priority: 3 },
  { title: { en: "Remark", "zh-CN": "备注" } },
];
const historyColumns: readonly Column[] = [
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "What", "zh-CN": "变化" } },
  { title: { en: "Before", "zh-CN": "之前" } },
  { title: { en: "After", "zh-CN": "之后" } },
  { title: { en: "Was in", "zh-CN": "原位置" }, priority: 1 },
];

const countColumns: readonly Column[] = [
  { title: { en: "Class", "zh-CN": "类别" } },
  { title: { en: "Model", "zh-CN": "型号" } },
  { title: { en: "Firmware", "zh-CN": "固件" } },
  { title: { en: "In the field", "zh-CN": "在用" }, align: "right" },
];

const makeOf = ({ manufacturer, model }: Pick<AssetUnit, "manufacturer" | "model">): string =>
  [manufacturer, model].filter(Boolean).join(" ");
const unitText = (unit: AssetUnit | undefined): string =>
  unit === undefined ? "" : [unit.model, unit.serial, unit.firmware].filter(Boolean).join(" / ") || "-";

const warrantyText = ({ ui }: Desk, warranty: Warranty | undefined): string =>
  warranty === undefined ? "" : ui.paint(warranty.holds ? "plain" : "dim", warranty.until);

const remark = ({ ui, t, at }: Desk, view: AssetView): string => {
  const places = view.alsoIn.map(({ terminal, device }) => `${terminal}/${device}`).join(", ");
  if (view.conflict) return ui.paint("bad", t("assets.conflict", { places }));
  if (!view.present) return ui.paint("dim", t("assets.gone", { time: at(view.goneAt ?? 0) }));
  if (places !== "") return ui.paint("warn", t("assets.alsoIn", { places }));
  return view.unit.serial !== undefined && !view.told ? ui.paint("dim", t("assets.untold")) : "";
};

const rowOf = (desk: Desk, view: AssetView): string[] => [
  view.terminal,
  view.device,
  classTerm(desk.language, view.unit.deviceClass),
  makeOf(view.unit),
  view.unit.serial ?? desk.ui.paint("dim", desk.t("assets.unknown")),
  view.unit.firmware ?? "",
  desk.at(view.since),
  warrantyText(desk, view.warranty),
  remark(desk, view),
];

const eventRow = ({ t, at }: Desk, event: AssetEvent): string[] => [
  at(event.at),
  event.device,
  t(`assets.change.${event.change}`),
  unitText(event.before),
  unitText(event.after),
  event.wasIn ? `${event.wasIn.terminal}/${event.wasIn.device}` : "",
];

const table = (desk: Desk, views: readonly AssetView[]): void => {
  if (views.length === 0) return desk.ui.out(desk.t("assets.none"));
  return desk.ui.table(
    columns,
    views.map((view) => rowOf(desk, view)),
  );
};

const showOne = (desk: Desk, { modules, history, warranty }: TerminalAssets): void => {
  const { ui, t } = desk;
  if (warranty) ui.out(t("assets.warranty", { until: warrantyText(desk, warranty) }));
  table(desk, modules);
  if (history.length === 0) return;
  desk.heading(t("assets.history"));
  ui.table(
    historyColumns,
    history.map((event) => eventRow(desk, event)),
  );
};

const countRow = ({ language, ui, t }: Desk, row: AssetCount): string[] => {
  const unknown = ui.paint("dim", t("assets.unknown"));
  return [
    classTerm(language, row.deviceClass),
    makeOf(row) || unknown,
    row.firmware ?? unknown,
    row.count.toLocaleString(language),
  ];
};

const counts = async (desk: Desk): Promise<number> => {
  const found = await desk.client.assetCounts();
  if (desk.ui.json) desk.ui.jsonOut(found);
  else if (found.length === 0) desk.ui.out(desk.t("assets.none"));
  else
    desk.ui.table(
      countColumns,
      found.map((row) => countRow(desk, row)),
    );
  return exitCodes.ok;
};

const one = async (desk: Desk, terminal: string): Promise<number> => {
  const found = await desk.client.terminalAssets({ terminal });
  if (desk.ui.json) desk.ui.jsonOut(found);
  else showOne(desk, found);
  return exitCodes.ok;
};

const many = async (desk: Desk, args: Args): Promise<number> => {
  const [serial, deviceClass, words] = [optional(args, "serial"), optional(args, "class"), optional(args, "find")];
  const views = await desk.client.assets({
    limit: Number(args.limit),
    ...(args.all || serial !== undefined ? {} : { present: true }),
    ...(serial === undefined ? {} : { serial }),
    ...(words === undefined ? {} : { words }),
    ...(deviceClass === undefined ? {} : { deviceClass: deviceClass as AssetUnit["deviceClass"] }),
    ...(args.conflicts ? { conflict: true } : {}),
  });
  if (desk.ui.json) desk.ui.jsonOut(views);
  else table(desk, views);
  return exitCodes.ok;
};

export default defineVerb({
  name: "assets",
  group: "see",
  summary: {
    en: "The register: modules of terminals with serial numbers, firmware, warranty and what changed",
    "zh-CN": "资产台账：终端模块的序列号、固件、保修与变更记录",
  },
  positionals: {
    terminal: { summary: { en: "this terminal, with its history", "zh-CN": "仅此终端，含变更记录" }, required: false },
  },
  options: {
    serial: { summary: { en: "where this serial number is and was", "zh-CN": "查找此序列号" } },
    find: {
      summary: {
        en: "words of the terminal, make, model, serial number or firmware",
        "zh-CN": "按终端、厂商、型号、序列号或固件查找",
      },
    },
    counts: {
      summary: { en: "how many of each make and firmware are in the field", "zh-CN": "按型号与固件统计在用数量" },
      type: "boolean",
      default: false,
    },
    class: { summary: { en: "of this class only", "zh-CN": "仅此类别" }, choices: deviceClasses },
    conflicts: {
      summary: {
        en: "only serial numbers that are in two places at one time",
        "zh-CN": "仅列出同时出现在两处的序列号",
      },
      type: "boolean",
      default: false,
    },
    all: { summary: { en: "also what is gone", "zh-CN": "包括已移除的模块" }, type: "boolean", default: false },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 500 },
  },
  examples: [
    ["roundsman assets kiosk-001", { en: "what is in it, and what changed", "zh-CN": "单台终端的模块与变更" }],
    ["roundsman assets --counts", { en: "which firmware is in the field", "zh-CN": "在用的固件版本" }],
    ["roundsman assets --serial X4F1", { en: "find a unit", "zh-CN": "查找一个模块" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    if (args.counts) return counts(desk);
    return terminal === undefined ? many(desk, args) : one(desk, terminal);
  },
});
