import type { Language, Localized } from "../../contract/index.ts";

const word = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

/** Words of the page that no other part of the house has. */
export const words = {
  title: word("Faults", "故障手册"),
  made: word(
    "Made by `npm run docs` from the fault rules of the broker and the code tables of the drivers; do not edit.",
    "由 `npm run docs` 根据中心的故障规则和驱动的代码表生成，请勿手工修改。",
  ),
  intro: word(
    "Every fault this system knows, by class of device: what usually brings it about, what to do, what to take along, and which codes of which device raise it. Look a device code up in the table of its driver at the end of each chapter.",
    "按设备类别列出系统能识别的全部故障：常见原因、处置办法、需携带的备件，以及哪些设备代码会引发该故障。查设备代码请看每章末尾该驱动的代码表。",
  ),
  lineMeaning: word(
    "First line is the desk and whoever is on site; second line is a technician with tools, parts or a specialist's knowledge. A fault with a runbook is first treated by the broker itself, and a person is sent only where that does not help.",
    "一线指服务台和现场人员；二线指携带工具、备件或具备专业知识的技术人员。有处置流程的故障先由中心自动处理，无效时才派人。",
  ),
  silenceHides: word(
    "While a device does not answer, its other faults are hidden: they cannot be judged.",
    "设备无应答期间，它的其他故障不再显示，因为无法判断。",
  ),
  fault: word("Fault", "故障"),
  severity: word("Severity", "级别"),
  impact: word("Hinders", "影响"),
  action: word("How it is cleared", "排除方式"),
  line: word("Line", "处理层级"),
  remote: word("Remote cure", "远程处置"),
  personNeeded: word("person needed", "需人工处理"),
  passes: word("not needed", "无需处置"),
  nothing: word("nothing", "无"),
  code: word("Code", "故障代码"),
  opens: word("opens after {{time}}", "持续 {{time}}后确认"),
  opensAtOnce: word("opens at once", "立即确认"),
  ifLasts: word("if it lasts {{time}}", "持续 {{time}}时"),
  noTicket: word("no ticket", "不生成工单"),
  causes: word("Usual causes, likeliest first", "常见原因（按可能性排列）"),
  advice: word("What to do", "处置办法"),
  parts: word("Take along", "需携带"),
  raisedBy: word("Raised by", "触发来源"),
  byMeasure: word("measure", "测量值"),
  byWear: word("wear of", "磨损"),
  bySilence: word("a device that does not answer", "设备无应答"),
  byApplication: word("a shared port on which the sales application says nothing", "共享端口上销售程序没有通信"),
  byNobody: word("a state that no driver of this release reports", "本版本中没有驱动会上报的状态"),
  byFleet: word("what the broker sees of the terminals", "中心对终端的观察"),
  hidden: word("Hidden while", "被下列故障掩盖"),
  drivers: word("Drivers", "驱动"),
  codesOf: word("Codes of", "设备代码："),
  deviceCode: word("Device code", "设备代码"),
  manual: word("Words of the manual", "手册原文"),
  means: word("Means", "含义"),
  event: word("event", "事件"),
  refusal: word("a command is refused or fails", "命令被拒绝或失败"),
  conversation: word("the conversation fails", "通信失败"),
  noFault: word("no fault", "不构成故障"),
  good: word("good", "正常"),
  anyDevice: word("Every device", "所有设备"),
  terminals: word("Terminals and sites", "终端与站点"),
} as const satisfies Record<string, Localized>;

export type Word = keyof typeof words;
export const inLanguage =
  (language: Language) =>
  (key: Word, values: Readonly<Record<string, string>> = {}): string =>
    words[key][language].replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
