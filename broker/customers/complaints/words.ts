import type { ComplaintClock, ComplaintView, Localized } from "../../../contract/index.ts";
import { length } from "../../service-levels/words.ts";

const clockNames: Readonly<Record<ComplaintClock["name"], Localized>> = {
  acknowledge: { en: "acknowledged", "zh-CN": "受理" },
  answer: { en: "answered", "zh-CN": "正式答复" },
};
export const clockNamed = (name: ComplaintClock["name"]): Localized => clockNames[name];

export const stateWords: Readonly<Record<ComplaintView["state"], Localized>> = {
  received: { en: "received", "zh-CN": "已收到" },
  acknowledged: { en: "acknowledged", "zh-CN": "已受理" },
  answered: { en: "answered", "zh-CN": "已答复" },
  closed: { en: "closed", "zh-CN": "已结案" },
};
export const verdictWords: Readonly<Record<NonNullable<ComplaintView["verdict"]>, Localized>> = {
  valid: { en: "found valid", "zh-CN": "投诉成立" },
  notValid: { en: "found not valid", "zh-CN": "投诉不成立" },
};

const stood = ({ breached, metAt, leftMs }: Omit<ComplaintClock, "text">): Localized => {
  const rest = length(leftMs);
  if (breached && metAt !== undefined) return { en: `${rest.en} late`, "zh-CN": `迟 ${rest["zh-CN"]}` };
  if (metAt !== undefined) return { en: "kept in time", "zh-CN": "按时达成" };
  if (breached) return { en: `${rest.en} over`, "zh-CN": `超时 ${rest["zh-CN"]}` };
  return { en: `${rest.en} left`, "zh-CN": `剩余 ${rest["zh-CN"]}` };
};

/** `answered within 5 d: 1 d 2 h used, 3 d 22 h left`. */
export const clockText = (clock: Omit<ComplaintClock, "text">): Localized => {
  const [name, budget, used, state] = [
    clockNames[clock.name],
    length(clock.budgetMs),
    length(clock.usedMs),
    stood(clock),
  ];
  return {
    en: `${name.en} within ${budget.en}: ${used.en} used, ${state.en}`,
    "zh-CN": `${name["zh-CN"]}时限 ${budget["zh-CN"]}：已用 ${used["zh-CN"]}，${state["zh-CN"]}`,
  };
};

/** With what was said behind it. */
export const saying = (words: Localized, said: string | undefined): Localized =>
  said === undefined || said.trim() === ""
    ? words
    : { en: `${words.en}: ${said.trim()}`, "zh-CN": `${words["zh-CN"]}：${said.trim()}` };
