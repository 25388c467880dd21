import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.acceptor.disabled", {
  look: componentIn("acceptor", "disabled"),
  title: { en: "Cash acceptor is switched off for sales", "zh-CN": "验钞器处于禁用状态" },
  severity: "major",
  impact: ["sellByCash"],
  action: "reset",
  skill: "software",
  causes: [
    { en: "Sales application has not enabled cash, or hangs", "zh-CN": "销售程序未启用现金或已卡死" },
    { en: "Switched off by a person or a rule and forgotten", "zh-CN": "人为或规则停用后忘记恢复" },
    { en: "All note types are masked out in the settings", "zh-CN": "设置中所有币种均被屏蔽" },
    { en: "Acceptor started anew and nobody enabled it", "zh-CN": "验钞器重启后未重新启用" },
  ],
  advice: [
    {
      en: "Ask whether cash was switched off on purpose; if so set the terminal to maintenance.",
      "zh-CN": "确认是否有意关闭现金功能；若是，请将终端设为维护状态。",
    },
    {
      en: "Enable it again from the service desk; if it does not stay enabled, look at the sales application and its list of note types.",
      "zh-CN": "由服务台重新启用；若不能保持，检查销售程序及其币种设置。",
    },
  ],
  parts: [],
  holdMs: 300_000,
  inhibitedBy: [
    "cashAcceptor.transport.jammed",
    "cashAcceptor.stacker.jammed",
    "cashAcceptor.cashBox.missing",
    "cashAcceptor.cashBox.full",
    "cashAcceptor.banknoteReader.inoperable",
    "cashAcceptor.transport.inoperative",
    "cashAcceptor.stacker.inoperative",
  ],
  runbook: "cash-acceptor-disabled",
});
