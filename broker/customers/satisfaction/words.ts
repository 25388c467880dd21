import type { Localized, Opinion, Score } from "../../../contract/index.ts";

export const opinionWords: Readonly<Record<Opinion, Localized>> = {
  verySatisfied: { en: "very satisfied", "zh-CN": "非常满意" },
  satisfied: { en: "satisfied", "zh-CN": "满意" },
  average: { en: "average", "zh-CN": "一般" },
  noAnswer: { en: "no answer", "zh-CN": "未评价" },
  dissatisfied: { en: "dissatisfied", "zh-CN": "不满意" },
};

const sources: Readonly<Record<Score["from"], Localized>> = {
  signature: { en: "signed work order", "zh-CN": "签收单" },
  callBack: { en: "call-back", "zh-CN": "电话回访" },
  clock: { en: "nobody answered in time", "zh-CN": "超期未评价" },
};

/** `very satisfied (5 points, call-back), visit 2: came early`. */
export const scoredText = ({ score, points, from, visit, note }: Omit<Score, "n">): Localized => {
  const [word, source] = [opinionWords[score], sources[from]];
  const visited =
    visit === undefined ? { en: "", "zh-CN": "" } : { en: `, visit ${visit}`, "zh-CN": `，第 ${visit} 次上门` };
  const said = note === undefined ? { en: "", "zh-CN": "" } : { en: `: ${note}`, "zh-CN": `：${note}` };
  return {
    en: `${word.en} (${points} points, ${source.en})${visited.en}${said.en}`,
    "zh-CN": `${word["zh-CN"]}（${points} 分，${source["zh-CN"]}）${visited["zh-CN"]}${said["zh-CN"]}`,
  };
};
