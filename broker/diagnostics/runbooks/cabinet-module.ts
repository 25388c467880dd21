import { byComponent, componentOf, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

const kinds = ["module", "climateSensor", "motionSensor"] as const;

export default defineRunbook({
  id: "cabinet-module",
  title: { en: "Ask the modules of the cabinet's bus again", "zh-CN": "重新查询机柜总线模块" },
  handles: kinds.flatMap((kind) => [`cabinet.${kind}.configurationError`, `cabinet.${kind}.inoperative`]),
  deviceClass: "cabinet",
  disturbs: "device",
  *steps(facts) {
    const part = componentOf(facts) ?? "module";
    const isContacts = part === "module";
    // Reading only: writing to a module could switch a lock (modbus-io.md §7).
    return yield* recover(facts, {
      by: byComponent(part, "ok"),
      attempts: [
        {
          command: isContacts ? "readInputs" : "readSensors",
          patienceMs: 60_000,
          did: isContacts
            ? { en: "reading its inputs", "zh-CN": "读取输入点" }
            : { en: "reading the sensors", "zh-CN": "读取传感器" },
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
