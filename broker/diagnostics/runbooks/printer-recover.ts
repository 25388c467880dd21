import { byComponent, componentOf, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** The good state of each part this runbook speaks of. */
const good: Readonly<Record<string, readonly string[]>> = {
  cutter: ["ok"],
  mechanism: ["ok"],
  media: ["notPresent", "present"],
};

export default defineRunbook({
  id: "printer-recover",
  title: { en: "Leave a recoverable printer error", "zh-CN": "使打印机退出可恢复错误" },
  handles: [
    "printer.cutter.inoperative",
    "printer.mechanism.jammed",
    "printer.mechanism.inoperative",
    "printer.media.jammed",
  ],
  deviceClass: "printer",
  disturbs: "device",
  *steps(facts) {
    const part = componentOf(facts) ?? "mechanism";
    return yield* recover(facts, {
      by: byComponent(part, ...(good[part] ?? ["ok"])),
      // DLE ENQ 2 works for recoverable errors only, and only once its cause is gone; sent into any other error it does no harm (escpos-status.md §6).
      attempts: [
        {
          command: "recover",
          did: { en: "recover (DLE ENQ 2)", "zh-CN": "恢复命令（DLE ENQ 2）" },
          settleMs: 3_000,
          lookMs: 20_000,
        },
      ],
      confirmed: {
        en: "The error stays: paper has to be cleared by hand.",
        "zh-CN": "错误依旧，须人工清除纸张。",
      },
    });
  },
});
