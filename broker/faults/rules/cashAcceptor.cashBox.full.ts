import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.cashBox.full", {
  look: componentIn("cashBox", "full"),
  title: { en: "Cash box is full, no cash is accepted", "zh-CN": "钞箱已满，停止收现" },
  severity: "major",
  impact: ["sellByCash"],
  action: "clearOnSite",
  skill: "cash",
  causes: [
    { en: "Collection overdue", "zh-CN": "未及时取钞" },
    {
      en: "Worn or folded notes need more room than the configured capacity",
      "zh-CN": "旧钞或折叠钞占用空间超过设定容量",
    },
    { en: "Push plate does not press the stack together", "zh-CN": "压板未将钞叠压实" },
  ],
  advice: [
    {
      en: "Set the terminal to maintenance first, so that opening it is no alarm.",
      "zh-CN": "先将终端设为维护状态，避免开箱触发报警。",
    },
    {
      en: "Exchange the cash box for the empty one; note both serial numbers and the time.",
      "zh-CN": "用空钞箱更换满箱，记录两个钞箱编号和时间。",
    },
    {
      en: "Wait until the acceptor shows ready again, close the doors, end the maintenance.",
      "zh-CN": "等待验钞器恢复就绪，关好门后结束维护状态。",
    },
  ],
  parts: ["exchange cash box"],
  holdMs: 2_000,
  inhibitedBy: ["cashAcceptor.cashBox.missing"],
  incident: "collection",
});
