import { measureAbove } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("cashAcceptor.cashBox.urgent", {
  ...measureAbove("cashBoxFill", 95, 90),
  title: { en: "Cash box is almost full", "zh-CN": "钞箱即将装满" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "Collection overdue", "zh-CN": "未及时取钞" },
    { en: "More cash sales than planned", "zh-CN": "现金交易多于预期" },
  ],
  advice: [
    {
      en: "Collect today: worn notes need more room, the box may report full at any moment.",
      "zh-CN": "请当日取钞：旧钞更占空间，钞箱随时可能报满。",
    },
    {
      en: "Bring the exchange box of this terminal, empty and checked.",
      "zh-CN": "携带本终端的备用空钞箱，并事先检查。",
    },
  ],
  parts: ["exchange cash box"],
  holdMs: 0,
  clearHoldMs: 60_000,
  inhibitedBy: ["cashAcceptor.cashBox.full", "cashAcceptor.cashBox.missing"],
  incident: "collection",
});
