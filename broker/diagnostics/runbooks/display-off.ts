import { type Attempt, byComponent, componentOf, type Judgement, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** A display may not answer for 15 to 20 s after power on (samsung-mdc.md §6). */
const powerOn: Attempt = {
  command: "powerOn",
  did: { en: "power on", "zh-CN": "开机" },
  settleMs: 20_000,
  lookMs: 40_000,
  patient: true,
};
const panelOn: Attempt = {
  command: "panelOn",
  did: { en: "panel on", "zh-CN": "打开面板" },
  settleMs: 3_000,
  lookMs: 30_000,
};

const lit = byComponent("panel", "on");
const powered = byComponent("power", "on");

export default defineRunbook({
  id: "display-off",
  title: { en: "Switch the display on again", "zh-CN": "重新打开显示屏" },
  handles: ["display.power.off", "display.panel.off"],
  deviceClass: "display",
  disturbs: "device",
  *steps(facts) {
    const ofPower = componentOf(facts) !== "panel";
    return yield* recover(facts, {
      by: ofPower ? powered : (health): Judgement => (powered(health) === "bad" ? "bad" : lit(health)),
      attempts: ofPower ? [powerOn, panelOn] : [panelOn],
      confirmed: { en: "It does not stay on.", "zh-CN": "无法保持开启。" },
      advice: [
        {
          en: "Read its on/off timers and its standby setting on site: they may switch it off again.",
          "zh-CN": "现场检查定时开关机和待机设置，可能会再次关机。",
        },
      ],
    });
  },
});
