import { byComponent, componentOf, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

const good: Readonly<Record<string, readonly string[]>> = { surface: ["released", "touched"] };

export default defineRunbook({
  id: "touch-controller-reset",
  title: { en: "Reset of the touch controller", "zh-CN": "触摸控制器复位" },
  handles: [
    "touchscreen.controller.inoperable",
    "touchscreen.sensor.inoperable",
    "touchscreen.input.mute",
    "touchscreen.settings.lost",
    "touchscreen.surface.stuck",
  ],
  deviceClass: "touchscreen",
  disturbs: "terminal",
  *steps(facts) {
    const part = componentOf(facts) ?? "controller";
    return yield* recover(facts, {
      by: byComponent(part, ...(good[part] ?? ["ok"])),
      attempts: [
        {
          command: "reset",
          did: { en: "reset of the controller", "zh-CN": "控制器复位" },
          settleMs: 3_000,
          lookMs: 40_000,
        },
      ],
      confirmed: { en: "The controller still reports it.", "zh-CN": "控制器仍报告该故障。" },
    });
  },
});
