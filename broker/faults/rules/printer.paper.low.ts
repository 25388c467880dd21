import { componentIn, defineRule } from "../rule.ts";

/** The near-end sensor: some metres are left. The next visit can bring a roll. */
export default defineRule({
  id: "printer.paper.low",
  deviceClass: "printer",
  title: { en: "Receipt paper is low", "zh-CN": "凭条纸即将用尽" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  advice: [{ en: "Bring a paper roll at the next visit.", "zh-CN": "下次巡检时带上备用纸卷。" }],
  parts: ["paper roll"],
  holdMs: 5_000,
  clearHoldMs: 10_000,
  inhibitedBy: ["printer.paper.out"],
  ticket: true,
  look: componentIn("paper", "low"),
});
