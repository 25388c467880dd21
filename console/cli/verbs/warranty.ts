import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk, optional, text } from "../desk.ts";

export default defineVerb({
  name: "warranty",
  group: "act",
  summary: { en: "Set until when a module or a whole terminal is under warranty", "zh-CN": "设置模块或整机的保修期" },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
    device: {
      summary: { en: "device id; `terminal` for the whole", "zh-CN": "设备编号；整机为 terminal" },
      required: true,
    },
  },
  options: {
    until: {
      summary: { en: "last day, 2027-12-31; left out: none", "zh-CN": "截止日期，如 2027-12-31；省略则无保修" },
    },
    from: { summary: { en: "first day", "zh-CN": "开始日期" } },
    note: { summary: { en: "contract, invoice", "zh-CN": "合同、发票等说明" } },
  },
  examples: [
    [
      "roundsman warranty kiosk-001 printer --until 2027-12-31",
      { en: "a new printer has a warranty of its own", "zh-CN": "新打印机单独计算保修" },
    ],
  ],
  async run(args, ui) {
    const { client, t, prose } = openDesk(args, ui);
    const [terminal, device] = [text(args, "terminal"), text(args, "device")];
    const given = ["from", "until", "note"].flatMap((name) => {
      const value = optional(args, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const saved = await client.setWarranty({ terminal, device }, Object.fromEntries(given));
    const until = optional(args, "until");
    if (ui.json) ui.jsonOut(saved);
    else if (until === undefined) prose(t("assets.noWarranty", { terminal, device }));
    else prose(t("assets.warrantySet", { terminal, device, until }));
    return exitCodes.ok;
  },
});
