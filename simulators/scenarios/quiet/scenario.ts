import { defineScenario } from "../scenario.ts";

/** Nothing breaks: what a healthy fleet sounds like. */
export default defineScenario({
  name: "quiet",
  title: { en: "a healthy fleet at work", "zh-CN": "正常工作的机群" },
  seconds: 60,
  terminals: 1,
  steps: [],
  expect: [],
});
