import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.cover.open", {
  look: componentIn("cover", "open"),
  title: { en: "Printer cover is open", "zh-CN": "打印机上盖未合" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Cover not pushed until it clicks after a roll change", "zh-CN": "换纸后上盖未压到卡扣位" },
    { en: "Somebody is changing the roll", "zh-CN": "有人正在换纸" },
    { en: "Latch worn or cover switch failed", "zh-CN": "锁扣磨损或盖板开关损坏" },
  ],
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
