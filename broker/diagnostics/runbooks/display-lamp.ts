import { type Attempt, byComponent, componentOf, type Judgement, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

const panelOn: Attempt = {
  command: "panelOn",
  did: { en: "panel on", "zh-CN": "打开面板" },
  settleMs: 3_000,
  lookMs: 5_000,
};
const backlight: Attempt = {
  command: "setBacklight",
  args: { percent: 80 },
  did: { en: "backlight to 80 %", "zh-CN": "背光设为 80 %" },
  settleMs: 5_000,
  lookMs: 5_000,
};
/** Silent for 15 to 20 s, up to 60 s for a reboot (samsung-mdc.md §6): an answer that still says failed after that time is believed; the screen is dark meanwhile, so the terminal lets it run only when nobody is served. */
const restart: Attempt = {
  command: "restart",
  patienceMs: 900_000,
  did: { en: "restart of the display", "zh-CN": "重启显示屏" },
  settleMs: 20_000,
  lookMs: 60_000,
};

const lampOk = byComponent("lamp", "ok");

export default defineRunbook({
  id: "display-lamp",
  title: { en: "Bring the picture of the display back", "zh-CN": "恢复显示屏画面" },
  handles: ["display.lamp.inoperative", "display.backlight.low"],
  deviceClass: "display",
  disturbs: "terminal",
  *steps(facts) {
    if (componentOf(facts) === "backlight")
      return yield* recover(facts, {
        by: (health): Judgement => {
          const percent = health.measures["backlight"];
          if (percent === undefined) return "unknown";
          return percent >= 30 ? "good" : "bad";
        },
        attempts: [backlight],
      });
    return yield* recover(facts, {
      by: lampOk,
      attempts: [panelOn, backlight, restart],
      confirmed: {
        en: "The display still reports its backlight as failed: panel or power board.",
        "zh-CN": "显示屏仍报背光故障：面板或电源板损坏。",
      },
      parts: ["display"],
    });
  },
});
