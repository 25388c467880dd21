import type { Localized } from "../../contract/index.ts";

/** Why a message is not taken, in every language. */
export const notJson: Localized = { en: "not JSON", "zh-CN": "不是 JSON" };
export const notObject: Localized = { en: "not a JSON object", "zh-CN": "不是 JSON 对象" };
export const beyondNumbers: Localized = { en: "a sequence number beyond 2^53", "zh-CN": "序号超出 2^53" };

export const newerText = (theirs: number, ours: number): Localized => ({
  en: `contract version ${theirs} is newer than ${ours}, which this broker speaks`,
  "zh-CN": `协议版本 ${theirs} 比本服务端支持的 ${ours} 新`,
});

/** One record of a batch whose body is not what its kind says. */
export const recordText = (seq: number, kind: string, issue: Localized): Localized => ({
  en: `record ${seq} (${kind}): ${issue.en}`,
  "zh-CN": `记录 ${seq}（${kind}）：${issue["zh-CN"]}`,
});

/** `message`: of the error, for those who mend the broker. */
export const failedText = (message: string): Localized => ({
  en: `could not be handled: ${message}`,
  "zh-CN": `处理失败：${message}`,
});
