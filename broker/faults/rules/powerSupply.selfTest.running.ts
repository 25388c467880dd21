import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.selfTest.running", {
  look: componentIn("selfTest", "running"),
  title: { en: "A battery test has been running for half an hour", "zh-CN": "电池测试已持续半小时" },
  severity: "minor",
  impact: [],
  action: "reset",
  skill: "site",
  causes: [
    { en: "Somebody started a long test and forgot it", "zh-CN": "有人启动长时间测试后遗忘" },
    { en: "The UPS did not end its test", "zh-CN": "UPS 未能结束测试" },
  ],
  advice: [
    {
      en: "Stop the test: it empties the battery, and a mains failure now would stop the kiosk.",
      "zh-CN": "停止测试：电池正被耗尽，此时停电终端会停机。",
    },
  ],
  parts: [],
  holdMs: 1_800_000,
  clearHoldMs: 10_000,
  runbook: "ups-test-endless",
});
