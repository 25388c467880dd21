import type { CashBoxView, CashView, Column } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { moneyText } from "../../i18n/past.ts";
import { type Desk, openDesk, text } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Note", "zh-CN": "面额" }, align: "right" },
  { title: { en: "Count", "zh-CN": "张数" }, align: "right" },
  { title: { en: "Value", "zh-CN": "金额" }, align: "right" },
];

const notesOf = ({ t, language }: Desk, { denominations, unknownNotes }: CashBoxView): string[][] => [
  ...denominations.map(({ currency, value, count }) => [
    moneyText({ currency, amount: value }, language),
    String(count),
    moneyText({ currency, amount: value * count }, language),
  ]),
  ...(unknownNotes > 0 ? [[t("cash.unknownValue"), String(unknownNotes), "-"]] : []),
];

const showBox = (desk: Desk, box: CashBoxView): void => {
  const { ui, t, at, heading } = desk;
  heading(box.device);
  ui.out(box.since === undefined ? t("cash.neverEmptied") : t("cash.since", { time: at(box.since) }));
  if (box.removed) ui.out(ui.paint("warn", t("cash.removed")));
  if (box.notes === 0) ui.out(t("cash.noNotes"));
  else ui.table(columns, notesOf(desk, box));
  if (box.disputed > 0) ui.out(ui.paint("warn", t("cash.disputed", { count: box.disputed })));
  const { reading, agrees } = box;
  if (reading?.notes !== undefined) ui.out(t("cash.reading", { notes: reading.notes, time: at(reading.at) }));
  if (agrees === undefined) ui.out(ui.paint("dim", t("cash.cannotTell")));
  else ui.out(ui.paint(agrees ? "good" : "bad", t(agrees ? "cash.agrees" : "cash.differs")));
};

const showSales = ({ ui, t, language }: Desk, sales: CashView["sales"]): void => {
  if (!sales) return ui.out(ui.paint("dim", t("cash.noSales")));
  const value = sales.value.map((one) => moneyText(one, language)).join(" + ") || "-";
  return ui.out(t("cash.sales", { count: sales.count, value, without: sales.withoutAmount }));
};

export default defineVerb({
  name: "cash",
  group: "see",
  summary: {
    en: "What is in a terminal's cash boxes by denomination, beside what the machine says and what was sold",
    "zh-CN": "钞箱内各面额张数，并与设备读数及现金销售对照",
  },
  positionals: { terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  examples: [["roundsman cash kiosk-001", { en: "before it is emptied", "zh-CN": "清箱之前" }]],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const found = await desk.client.cash({ terminal: text(args, "terminal") });
    if (ui.json) ui.jsonOut(found);
    else if (found.boxes.length === 0) ui.out(desk.t("cash.noBox"));
    else {
      for (const box of found.boxes) showBox(desk, box);
      showSales(desk, found.sales);
    }
    return exitCodes.ok;
  },
});
