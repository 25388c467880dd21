import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.head.lifted", {
  look: componentIn("head", "lifted"),
  title: { en: "Print head is lifted", "zh-CN": "打印头抬起未压合" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Head lever not locked after a roll change or cleaning", "zh-CN": "换纸或清洁后压杆未锁定" },
    { en: "Lever or its switch worn", "zh-CN": "压杆或其开关磨损" },
  ],
  advice: [
    {
      en: "Push the head lever down until it locks, then close the cover.",
      "zh-CN": "将打印头压杆压下锁定，再合上上盖。",
    },
  ],
  parts: [],
  holdMs: 60_000,
  inhibitedBy: ["printer.cover.open"],
});
