import { defineScenario } from "../scenario.ts";

/** The broker repairs nothing by itself: what breaks waits for a person at the console. */
export default defineScenario({
  name: "by-hand",
  title: {
    en: "two kiosks that wait for you: find the jam at the console, and cure it",
    "zh-CN": "两台终端等您处理：在控制台找到卡钞并排除",
  },
  seconds: 30,
  terminals: 2,
  automatic: false,
  steps: [
    {
      at: 8,
      terminal: 1,
      device: "printer",
      inject: "paperOut",
      say: { en: "the receipt paper runs out", "zh-CN": "凭条纸用完" },
    },
    {
      at: 12,
      terminal: 2,
      device: "cash",
      inject: "billJam",
      say: { en: "a banknote jams in the validator", "zh-CN": "纸币卡在识币器中" },
    },
  ],
  expect: [
    { terminal: 1, code: "printer.paper.out", end: "ticketed" },
    { terminal: 2, code: "cashAcceptor.transport.jammed", end: "ticketed" },
  ],
});
