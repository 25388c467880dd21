import type { Localized } from "../../contract/index.ts";

/** Why the gateway takes a message, or a packet, no further. */
export const notTheirsText = (terminal: string): Localized => ({
  en: `${terminal} may not write to this topic`,
  "zh-CN": `${terminal} 无权写入该主题`,
});
export const tooLargeText = (what: "payload" | "packet", bytes: number, most: number): Localized => ({
  en: `a ${what} of ${bytes} bytes, at most ${most} are taken`,
  "zh-CN": `${what === "payload" ? "内容" : "报文"} ${bytes} 字节，超过上限 ${most} 字节`,
});
export const notConnect: Localized = { en: "the first packet is not CONNECT", "zh-CN": "首个报文不是 CONNECT" };
export const malformedLength: Localized = { en: "malformed remaining length", "zh-CN": "报文长度字段有误" };

export const closedText = ({ en, "zh-CN": zh }: Localized): Localized => ({
  en: `${en}; the connection was closed`,
  "zh-CN": `${zh}；连接已断开`,
});
