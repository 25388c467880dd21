import { defineScenario } from "../scenario.ts";

/** The two minutes that a newcomer sees: what breaks, what the broker finds out, what it repairs, what is left for a person. */
export default defineScenario({
  name: "story",
  title: { en: "two minutes of a small fleet", "zh-CN": "一个小型机群的两分钟" },
  seconds: 120,
  terminals: 3,
  steps: [
    {
      at: 5,
      terminal: 1,
      device: "printer",
      inject: "paperLow",
      say: { en: "the receipt roll is nearly used up", "zh-CN": "小票纸卷即将用完" },
    },
    {
      at: 12,
      terminal: 2,
      device: "cash",
      inject: "billJam",
      say: { en: "a banknote jams in the validator", "zh-CN": "纸币卡在识币器中" },
    },
    {
      at: 20,
      terminal: 1,
      device: "printer",
      inject: "paperOut",
      say: { en: "the paper is out", "zh-CN": "小票纸用完" },
    },
    { at: 26, terminal: 3, network: "cut", say: { en: "the modem loses its network", "zh-CN": "调制解调器断网" } },
    {
      at: 30,
      terminal: 3,
      device: "display",
      inject: "lampDead",
      say: { en: "offline, the display lamp dies", "zh-CN": "断网期间显示屏背光灯损坏" },
    },
    {
      at: 36,
      terminal: 1,
      device: "cash",
      inject: "billJamHard",
      say: { en: "another banknote jams, and this one stays", "zh-CN": "又一张纸币卡住，且无法自行排除" },
    },
    { at: 46, terminal: 3, network: "pass", say: { en: "the network is back", "zh-CN": "网络恢复" } },
    {
      at: 50,
      terminal: 2,
      device: "cash",
      inject: "cassetteFull",
      say: { en: "the cash cassette is full", "zh-CN": "钱箱已满" },
    },
    {
      at: 58,
      terminal: 2,
      device: "reader",
      inject: "silentUntilReopen",
      say: { en: "the card reader falls silent", "zh-CN": "读卡器无应答" },
    },
    {
      at: 66,
      terminal: 1,
      device: "touch",
      inject: "drift",
      say: { en: "touches land 3 % of the screen beside the finger", "zh-CN": "触摸点偏移屏幕的 3%" },
    },
  ],
  expect: [
    { terminal: 1, code: "printer.paper.out", end: "ticketed" },
    { terminal: 1, code: "cashAcceptor.transport.jammed", end: "ticketed" },
    { terminal: 1, code: "touchscreen.calibration", end: "ticketed" },
    { terminal: 2, code: "cashAcceptor.transport.jammed", end: "cured" },
    { terminal: 2, code: "cashAcceptor.cashBox.full", end: "ticketed" },
    { terminal: 2, code: "device.silent", end: "cured" },
    { terminal: 3, code: "display.lamp.inoperative", end: "ticketed" },
    { terminal: 3, code: "terminal.lost", end: "closed" },
  ],
});
