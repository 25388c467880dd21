import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.cover.open", {
  look: componentIn("cover", "open"),
  title: { en: "Printer cover is open", "zh-CN": "打印机上盖未合" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  advice: [
    { en: "Close the cover with a push on both sides until it clicks.", "zh-CN": "两侧同时按压上盖，直至卡扣声。" },
    {
      en: "Closed and still reported open: check latch and cover switch.",
      "zh-CN": "已合盖仍报未合：检查锁扣和盖板开关。",
    },
  ],
  parts: [],
  holdMs: 60_000,
});
