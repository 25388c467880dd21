import { byComponent, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

export default defineRunbook({
  id: "cabinet-module",
  title: { en: "Ask the contact module again", "zh-CN": "重新查询触点模块" },
  handles: ["cabinet.module.configurationError", "cabinet.module.inoperative"],
  deviceClass: "cabinet",
  disturbs: "device",
  *steps(facts) {
    // Reading only: writing to a module could switch a lock (modbus-io.md §7).
    return yield* recover(facts, {
      by: byComponent("module", "ok"),
      attempts: [
        {
          command: "readInputs",
          patienceMs: 60_000,
          did: { en: "reading its inputs", "zh-CN": "读取输入点" },
          settleMs: 1_000,
          lookMs: 10_000,
        },
        {
          command: "reopenPort",
          patienceMs: 60_000,
          did: { en: "opening its port anew", "zh-CN": "重新打开端口" },
          settleMs: 5_000,
          lookMs: 20_000,
        },
      ],
    });
  },
});
