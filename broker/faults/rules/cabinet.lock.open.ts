import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.lock.open", {
  look: componentIn("lock", "open"),
  title: { en: "Lock bolt of the cabinet is drawn back", "zh-CN": "机柜锁舌已缩回" },
  severity: "major",
  impact: ["security"],
  action: "engineer",
  skill: "site",
  causes: [
    { en: "Somebody with a key is at the cabinet", "zh-CN": "持钥匙人员正在操作机柜" },
    { en: "Closed but not locked at the last visit", "zh-CN": "上次离开时门已关但未上锁" },
    {
      en: "Bolt contact out of adjustment: the bolt is thrown and not seen",
      "zh-CN": "锁舌触点错位：锁舌已伸出但未检测到",
    },
    { en: "Lock forced or picked", "zh-CN": "锁具被撬或被技术开启" },
  ],
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
