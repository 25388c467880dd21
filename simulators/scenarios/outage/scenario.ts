import { defineScenario } from "../scenario.ts";

/** One terminal loses its network twice, once by a reset and once silently, and reports everything afterwards. */
export default defineScenario({
  name: "outage",
  title: { en: "a terminal that loses its network", "zh-CN": "反复断网的终端" },
  seconds: 60,
  terminals: 1,
  steps: [
    { at: 4, terminal: 1, network: "cut", say: { en: "the network is cut", "zh-CN": "网络中断" } },
    {
      at: 8,
      terminal: 1,
      device: "printer",
      inject: "paperOut",
      say: { en: "offline, the paper runs out", "zh-CN": "断网期间小票纸用完" },
    },
    { at: 20, terminal: 1, network: "pass", say: { en: "the network is back", "zh-CN": "网络恢复" } },
    {
      at: 26,
      terminal: 1,
      network: "blackhole",
      say: { en: "the line goes dead without a word", "zh-CN": "线路无声中断" },
    },
    { at: 46, terminal: 1, network: "pass", say: { en: "and comes back", "zh-CN": "线路恢复" } },
  ],
  expect: [{ terminal: 1, code: "printer.paper.out", end: "ticketed" }],
});
