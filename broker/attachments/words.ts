import type { Localized } from "../../contract/index.ts";

/** `812 B`, `12 KiB`, `3.4 MiB`: the same in both languages. */
export const sizeText = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 ** 2
      ? `${Math.round(bytes / 1024)} KiB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

export interface Said {
  readonly name: string;
  readonly size: number;
  readonly note?: string;
  readonly blotted?: number;
}

export const attachedText = ({ name, size, note, blotted }: Said): Localized => {
  const removed =
    blotted === undefined ? ["", ""] : [`; ${blotted} card numbers blotted out`, `；已涂去 ${blotted} 处卡号`];
  return {
    en: `${name} (${sizeText(size)}${removed[0]})${note === undefined ? "" : `: ${note}`}`,
    "zh-CN": `${name}（${sizeText(size)}${removed[1]}）${note === undefined ? "" : `：${note}`}`,
  };
};

export const removedText = (name: string, reason: string): Localized => ({
  en: `Removed ${name}: ${reason}`,
  "zh-CN": `已删除附件 ${name}：${reason}`,
});

export const tooOld = (days: number): string => `kept for ${days} days`;
