import { type Localized, type OnCallWay, queueTitles } from "../../contract/index.ts";

const titles: Readonly<Record<string, Localized>> = queueTitles;
/** What a queue is called; one of another version by its id. */
export const queueTitle = (queue: string): Localized => titles[queue] ?? { en: queue, "zh-CN": queue };

/** Why somebody is called. */
export const pageText = (
  why: "opened" | "notAccepted" | "time",
  { said, minutes }: { readonly said?: Localized | undefined; readonly minutes?: number | undefined },
): Localized => {
  if (why === "notAccepted")
    return { en: `Nobody has accepted it within ${minutes} min`, "zh-CN": `${minutes} 分钟内无人受理` };
  if (why === "time" && said) return said;
  return { en: "Please accept it", "zh-CN": "请受理" };
};

export const nobodyText = (gaps: readonly string[], told: readonly string[]): Localized =>
  told.length > 0
    ? {
        en: `Nobody can be told on ${gaps.join(", ")}; told: ${told.join(", ")}`,
        "zh-CN": `${gaps.join("、")} 无人可通知；已通知 ${told.join("、")}`,
      }
    : {
        en: `Nobody can be told on ${gaps.join(", ")}, and nobody comes after them: nobody was told`,
        "zh-CN": `${gaps.join("、")} 无人可通知，后续步骤也没有：未通知任何人`,
      };

const missingWords: Readonly<Record<NonNullable<OnCallWay["missing"]>, Localized>> = {
  email: { en: "no e-mail address", "zh-CN": "没有邮箱" },
  phone: { en: "no phone number", "zh-CN": "没有电话" },
  person: { en: "not in the register of people", "zh-CN": "不在人员名册中" },
  channel: { en: "no such channel", "zh-CN": "没有此渠道" },
};

export const missingText = (who: string, { channel, missing = "channel" }: OnCallWay): Localized => ({
  en: `${who} cannot be told by ${channel}: ${missingWords[missing].en}`,
  "zh-CN": `无法通过 ${channel} 通知 ${who}：${missingWords[missing]["zh-CN"]}`,
});

/** `of`: title of a queue or a rota. */
export const gapText = (of: Localized, from: string, to: string, zone: string): Localized => ({
  en: `${of.en}: nobody is on duty from ${from} to ${to} (${zone})`,
  "zh-CN": `${of["zh-CN"]}：${from} 至 ${to} 无人值班（${zone}）`,
});

export const noPathText = (queue: string): Localized => ({
  en: `the queue “${queueTitle(queue).en}” has a rota but no path: nobody is told of its tickets`,
  "zh-CN": `队列“${queueTitle(queue)["zh-CN"]}”有值班表但没有升级路径：其工单不会通知任何人`,
});

export const twiceText = (person: string, rota: string): Localized => ({
  en: `${person} is on duty on ${rota} at the same time`,
  "zh-CN": `${person} 同时在 ${rota} 值班`,
});

export const moreGapsText = (count: number): Localized => ({
  en: `and ${count} more times without anybody on duty`,
  "zh-CN": `另有 ${count} 段无人值班的时间`,
});
