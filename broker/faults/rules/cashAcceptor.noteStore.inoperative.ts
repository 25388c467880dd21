import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

/** The payout module went out of service (SSP C6). */
export default fault("cashAcceptor.noteStore.inoperative", {
  look: componentIn("noteStore", "inoperative"),
  title: { en: "Paying out notes is out of service", "zh-CN": "循环钞仓停止服务" },
  severity: "major",
  impact: ["sellByCash"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Note jammed or lost count in the store after a jam recovery", "zh-CN": "卡钞恢复后钞仓计数丢失或仍有卡钞" },
    { en: "Store not pushed in fully, connector loose", "zh-CN": "钞仓未推到位，接插件松动" },
    { en: "Drive or sensor of the store broken", "zh-CN": "钞仓传动或传感器损坏" },
  ],
  advice: [
    {
      en: "Take the store out, look for notes between store and validator, push it in until it locks.",
      "zh-CN": "取出循环钞仓，检查其与验钞器之间有无纸币，推入至锁定。",
    },
    {
      en: "Switch the acceptor off for 10 s and on; if it stays out of service, exchange the store and count its notes with a witness.",
      "zh-CN": "断电 10 秒后再通电；仍不能恢复则更换钞仓，并在见证下清点其中纸币。",
    },
  ],
  parts: ["note store of the cash acceptor"],
  holdMs: 10_000,
});
