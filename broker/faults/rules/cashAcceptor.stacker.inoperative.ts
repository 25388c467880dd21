import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.stacker.inoperative", {
  look: componentIn("stacker", "inoperative"),
  title: { en: "Stacker of the cash acceptor does not work", "zh-CN": "钞箱压钞机构不工作" },
  severity: "major",
  impact: ["sellByCash"],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "Cash box not seated: the gear does not mesh", "zh-CN": "钞箱未到位，齿轮未啮合" },
    { en: "A folded note blocks the push plate", "zh-CN": "折叠的纸币卡住压板" },
    { en: "Gear teeth of box or acceptor broken", "zh-CN": "钞箱或验钞器齿轮断齿" },
    { en: "Stacker motor worn out", "zh-CN": "压钞电机损坏" },
  ],
  advice: [
    {
      en: "Take the cash box out and seat it again until it clicks; the acceptor initialises by itself.",
      "zh-CN": "取出钞箱后重新推入到位（听到卡扣声），验钞器会自动初始化。",
    },
    {
      en: "Look at the stacker gear and the push plate for broken teeth or a folded note.",
      "zh-CN": "检查压钞齿轮和压板有无断齿或折叠的纸币。",
    },
    {
      en: "Try a spare cash box: if that works, the box is at fault, otherwise the stacker motor.",
      "zh-CN": "换备用钞箱试验：正常则为钞箱问题，否则为压钞电机问题。",
    },
  ],
  parts: ["cash box", "stacker gear set"],
  holdMs: 2_000,
  inhibitedBy: ["cashAcceptor.cashBox.missing", "cashAcceptor.stacker.jammed"],
  runbook: "cash-acceptor-failure",
});
