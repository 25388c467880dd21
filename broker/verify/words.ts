import type { Localized } from "../../contract/index.ts";
import { classWords } from "../reports/class-words.ts";
import { clockNamed } from "../service-levels/words.ts";
import { wearItems } from "../wear/items.ts";
import type { Question } from "./question.ts";

const sales: Readonly<Record<string, Localized>> = {
  cash: { en: "cash", "zh-CN": "现金" },
  card: { en: "card", "zh-CN": "银行卡" },
  other: { en: "other", "zh-CN": "其他" },
};
const results: Readonly<Record<string, Localized>> = {
  failed: { en: "failed", "zh-CN": "失败" },
  cancelled: { en: "broken off", "zh-CN": "取消" },
};
const same = (text: string): Localized => ({ en: text, "zh-CN": text });

/** How the report names what a row is of. Only names: a row whose name is not found is a row that does not agree. */
export const wordsIn =
  (language: "en" | "zh-CN"): Question["word"] =>
  (kind, id) => {
    const words: Readonly<Record<typeof kind, () => Localized>> = {
      class: () => classWords(id as Parameters<typeof classWords>[0]),
      sale: () => sales[id] ?? same(id),
      cause: () => (id === "" ? { en: "not told", "zh-CN": "未说明" } : same(id)),
      result: () => results[id] ?? same(id),
      promise: () => clockNamed(id as Parameters<typeof clockNamed>[0]),
      item: () => wearItems.find((item) => item.id === id)?.title ?? same(id),
    };
    return words[kind]()[language];
  };
