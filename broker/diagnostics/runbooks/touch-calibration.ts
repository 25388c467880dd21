import type { Localized } from "../../../contract/index.ts";
import { command, finding, look, stateOf } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** What is left after the best fit, in percent of the diagonal; above it a calibration cannot help (elo-smartset.md §7). */
const repairableResidual = 1.5;

const notRepairable = (residual: number): Localized => ({
  en: `Touches are off, and ${residual.toFixed(2)} % of the diagonal would remain after the best calibration: the glass itself is at fault.`,
  "zh-CN": `触摸存在偏差，最佳校准后仍残留对角线的 ${residual.toFixed(2)} %：玻璃本身有问题。`,
});
const repairable = (residual: number): Localized => ({
  en: `Touches are off; a calibration repairs it (only ${residual.toFixed(2)} % of the diagonal would remain).`,
  "zh-CN": `触摸存在偏差，重新校准即可修复（残差仅为对角线的 ${residual.toFixed(2)} %）。`,
});
const notMeasured: Localized = {
  en: "Touches are off; whether a calibration repairs it cannot be said before an accuracy test.",
  "zh-CN": "触摸存在偏差；须先做定位测试才能判断校准是否有效。",
};

export default defineRunbook({
  id: "touch-calibration",
  title: { en: "Is the touchscreen's error repaired by a calibration?", "zh-CN": "判断触摸偏差能否通过校准修复" },
  handles: ["touchscreen.calibration.drifted", "touchscreen.calibration.inaccurate"],
  deviceClass: "touchscreen",
  disturbs: "nothing",
  // Touches of a person are needed to calibrate: from afar it can only be measured and confirmed.
  *steps() {
    yield* command("selfTest", {}, 60_000);
    yield* command("readCalibration", {}, 60_000);
    const { health, fresh, current } = yield* look(10_000);
    const state = current ? stateOf(health, "calibration") : "unknown";
    if (state === "ok" && fresh)
      return finding("cured", {
        en: "The newest accuracy figures are within the limit again.",
        "zh-CN": "最新定位精度已恢复到允许范围内。",
      });
    if (state === "unknown" || state === "ok")
      return finding("cannotTell", {
        en: "The terminal has no newer accuracy figures.",
        "zh-CN": "终端没有更新的定位精度数据。",
      });
    const residual = health?.measures["positioningResidual"];
    if (residual === undefined) return finding("confirmed", notMeasured);
    return residual > repairableResidual
      ? finding("confirmed", notRepairable(residual), { parts: ["touch glass"] })
      : finding("confirmed", repairable(residual));
  },
});
