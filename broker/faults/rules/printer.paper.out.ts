import { componentIn, defineRule } from "../rule.ts";

/** No paper: no receipt. The roll end sensor says so at once; a hold of a second passes over a roll being changed. */
export default defineRule({
  id: "printer.paper.out",
  deviceClass: "printer",
  title: { en: "Receipt paper is out", "zh-CN": "凭条纸已用尽" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  advice: [
    {
      en: "Put in a new roll with the printed side to the head and close the cover.",
      "zh-CN": "装入新纸卷，打印面朝向打印头，然后合上机盖。",
    },
  ],
  parts: ["paper roll"],
  holdMs: 1_000,
  clearHoldMs: 5_000,
  runbook: "printer-paper",
  ticket: true,
  look: componentIn("paper", "out"),
});
