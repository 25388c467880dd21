import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.escrow.blocked", {
  look: componentIn("escrow", "notEmpty", "held"),
  title: { en: "A note has been waiting in escrow too long", "zh-CN": "纸币在暂存位停留过久" },
  severity: "minor",
  impact: ["sellByCash"],
  action: "wait",
  skill: "site",
  causes: [
    { en: "Sales application neither stacks nor returns the note", "zh-CN": "销售程序既未收钞也未退钞" },
    { en: "Customer does not pull out the returned note", "zh-CN": "顾客未取走退出的纸币" },
    { en: "A note slips on dirty rollers", "zh-CN": "滚轮脏污，纸币打滑" },
  ],
  advice: [
    {
      en: "The acceptor should give the note back after about 10 s. Look whether a note sticks out of the mouth and take it out.",
      "zh-CN": "验钞器约 10 秒后应自动退钞。查看入钞口是否有纸币露出，并将其取走。",
    },
    {
      en: "Do not restart the terminal while a note is inside: the customer's money would be in doubt.",
      "zh-CN": "通道内有纸币时不要重启终端，否则顾客款项难以确认。",
    },
    {
      en: "If nobody claims the note, keep it apart with time and terminal number.",
      "zh-CN": "无人认领的纸币应单独封存并注明时间和终端号。",
    },
  ],
  parts: [],
  ordinary: true,
  holdMs: 60_000,
  inhibitedBy: ["cashAcceptor.transport.jammed", "cashAcceptor.stacker.jammed"],
});
