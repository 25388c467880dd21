import type { Localized } from "../../contract/index.ts";
import { type Finding, finding } from "./recovery.ts";

/** Why no runbook was run, or it was not brought to its end, as a finding a ticket can show. */
const texts = {
  deviceBudget: {
    en: "Not diagnosed automatically: this device was diagnosed too often lately.",
    "zh-CN": "未自动诊断：该设备近期诊断次数过多。",
  },
  fleetBudget: {
    en: "Not diagnosed automatically: the fleet's budget of automatic diagnoses is used up for now.",
    "zh-CN": "未自动诊断：全网自动诊断额度已暂时用尽。",
  },
  circuitOpen: {
    en: "Not diagnosed automatically: this runbook did not help on many terminals lately; look for a common cause.",
    "zh-CN": "未自动诊断：该处置流程近期在多台终端无效，请查找共同原因。",
  },
  queueFull: {
    en: "Not diagnosed automatically: too many diagnoses are waiting.",
    "zh-CN": "未自动诊断：等待诊断的任务过多。",
  },
  money: {
    en: "Not diagnosed automatically: the runbook could move money and needs a person to start it.",
    "zh-CN": "未自动诊断：该流程可能影响款项，须由人员启动。",
  },
  switchedOff: {
    en: "Not diagnosed automatically: that is switched off here, and a person has to start it.",
    "zh-CN": "未自动诊断：本中心已关闭自动诊断，须由人员启动。",
  },
  ruleByHand: {
    en: "Not diagnosed automatically: the settings of its rule say that a person starts the runbook.",
    "zh-CN": "未自动诊断：该规则设置为由人员启动处置流程。",
  },
  noDevice: {
    en: "Not diagnosed: the terminal has not announced this device.",
    "zh-CN": "未诊断：终端未上报该设备。",
  },
  noRunbook: { en: "Not diagnosed: its runbook does not exist.", "zh-CN": "未诊断：找不到对应的处置流程。" },
  changed: {
    en: "Broken off: the runbook was changed while the diagnosis was under way.",
    "zh-CN": "已中止：诊断期间处置流程发生变更。",
  },
  tooLong: { en: "Broken off: it took too long.", "zh-CN": "已中止：耗时过长。" },
  tooManySteps: { en: "Broken off: it took too many steps.", "zh-CN": "已中止：步骤过多。" },
  broken: { en: "Broken off: the runbook itself failed.", "zh-CN": "已中止：处置流程自身出错。" },
} as const satisfies Record<string, Localized>;

export type WithheldReason = keyof typeof texts;

export const withheldFinding = (reason: WithheldReason): Finding => finding("cannotTell", texts[reason]);
