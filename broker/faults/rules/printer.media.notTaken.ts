import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.media.notTaken", {
  look: componentIn("media", "present"),
  title: { en: "A ticket has not been taken from the printer", "zh-CN": "打印出的票据长时间未取走" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "site",
  causes: [
    { en: "Customer left the ticket behind", "zh-CN": "顾客未取走票据" },
    { en: "Scrap of paper or dust on the outlet sensor", "zh-CN": "出票口传感器上有碎纸或灰尘" },
  ],
  advice: [
    { en: "Take the ticket out of the mouth; it belongs to a customer.", "zh-CN": "取走出票口的票据，票据属于顾客。" },
    { en: "No ticket to be seen: clean the outlet sensor.", "zh-CN": "看不到票据：清洁出票口传感器。" },
  ],
  parts: [],
  ordinary: true,
  holdMs: 300_000,
  inhibitedBy: ["printer.media.jammed"],
  ticket: false,
});
