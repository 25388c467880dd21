import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.lock.open", {
  look: componentIn("lock", "open"),
  title: { en: "Lock bolt of the cabinet is drawn back", "zh-CN": "机柜锁舌已缩回" },
  severity: "major",
  impact: ["security"],
  action: "engineer",
  skill: "site",
  advice: [
    {
      en: "Somebody with a key is at the terminal or the door was not locked: call the site.",
      "zh-CN": "有人持钥匙操作或门未锁好：致电现场。",
    },
    { en: "Locked and still reported open: check the bolt contact.", "zh-CN": "已上锁仍报未锁：检查锁舌触点。" },
  ],
  parts: ["bolt contact"],
  holdMs: 5_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["cabinet.wiring.cut"],
  incident: "cashAccess",
});
