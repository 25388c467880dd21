import { componentOrMeasure } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("cashAcceptor.cashBox.high", {
  ...componentOrMeasure({
    component: "cashBox",
    states: ["high"],
    measure: "cashBoxFill",
    raise: 80,
    clear: 75,
  }),
  title: { en: "Cash box is filling up", "zh-CN": "钞箱将满" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "Ordinary use: a collection is due", "zh-CN": "正常使用，需要取钞" },
    { en: "Capacity in the settings smaller than the box", "zh-CN": "设置的容量小于钞箱实际容量" },
    { en: "Ledger not reset because the last exchange was not seen", "zh-CN": "上次换箱未被检测到，账目未清零" },
  ],
  advice: [
    {
      en: "Plan a collection within the next days; cash is still accepted.",
      "zh-CN": "请在近几日内安排取钞，目前仍可收现。",
    },
    {
      en: "Bring the exchange box of this terminal, empty and checked.",
      "zh-CN": "携带本终端的备用空钞箱，并事先检查。",
    },
  ],
  parts: ["exchange cash box"],
  holdMs: 0,
  clearHoldMs: 60_000,
  inhibitedBy: ["cashAcceptor.cashBox.urgent", "cashAcceptor.cashBox.full", "cashAcceptor.cashBox.missing"],
  incident: "collection",
});
