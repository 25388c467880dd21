import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk, optional, text } from "../desk.ts";

export default defineVerb({
  name: "renewed",
  group: "act",
  summary: {
    en: "Say that a new part was put in: its use begins anew",
    "zh-CN": "登记已更换的部件：其使用量重新计算",
  },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
    device: { summary: { en: "device id", "zh-CN": "设备编号" }, required: true },
    part: {
      summary: {
        en: "the part, as `roundsman forecast --json` names it",
        "zh-CN": "部件名，见 `roundsman forecast --json`",
      },
      required: true,
    },
  },
  options: {
    note: { summary: { en: "serial number of the new part, why it was changed", "zh-CN": "新部件序列号、更换原因" } },
  },
  examples: [
    [
      "roundsman renewed kiosk-001 printer printer.cutter",
      { en: "a new autocutter was fitted", "zh-CN": "已更换自动切刀" },
    ],
  ],
  async run(args, ui) {
    const { client, t, language, prose } = openDesk(args, ui);
    const [terminal, device, part] = [text(args, "terminal"), text(args, "device"), text(args, "part")];
    const note = optional(args, "note");
    const view = await client.renewPart({ terminal, device, part }, note === undefined ? {} : { note });
    if (ui.json) ui.jsonOut(view);
    else prose(t("renewed.done", { terminal, device, part: view.title[language] }));
    return exitCodes.ok;
  },
});
