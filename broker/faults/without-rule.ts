import type { Localized } from "../../contract/index.ts";

/** States that are not the good one and yet no fault, `<deviceClass>.<component>.<state>`, and why. Every other state of the vocabulary has a rule. */
export const withoutRule: Readonly<Record<string, Localized>> = {
  "cardReader.entry.closed": {
    en: "the sales application closes the gate between customers",
    "zh-CN": "销售程序在顾客之间关闭入口",
  },
  "display.fan.notFitted": { en: "not every display has a fan", "zh-CN": "并非所有显示屏都有风扇" },
  "display.lightSensor.notFitted": {
    en: "not every display has a light sensor",
    "zh-CN": "并非所有显示屏都有光线传感器",
  },
  "display.signal.notApplicable": {
    en: "the picture comes from the display itself",
    "zh-CN": "画面由显示屏自身产生",
  },
  "touchscreen.surface.touched": {
    en: "a finger is on the glass; one that never lifts is `stuck`",
    "zh-CN": "手指在触摸面上；一直不抬起则为 `stuck`",
  },
};
