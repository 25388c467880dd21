import type { Localized } from "../../../contract/index.ts";
import type { Share } from "../fees/bands.ts";
import { moneyText } from "../fees/money.ts";
import type { Warranty } from "./warranty.ts";

const each = (make: (language: keyof Localized) => string): Localized => ({ en: make("en"), "zh-CN": make("zh-CN") });

export const money = (minor: number, currency: string): Localized => each((lang) => moneyText(minor, currency, lang));

const ofWhat: Readonly<Record<Warranty["of"], Localized>> = {
  contract: { en: "by the contract", "zh-CN": "合同质保" },
  terminal: { en: "of the terminal", "zh-CN": "终端质保" },
  unit: { en: "of the module", "zh-CN": "模块质保" },
  part: { en: "of the part changed in warranty", "zh-CN": "质保期内更换件的质保" },
};

/** Why it costs nothing: `free: in warranty until 2027-03-01 (by the contract)`. */
export const freeText = ({ until, of }: Warranty): Localized => ({
  en: `free: in warranty until ${until} (${ofWhat[of].en})`,
  "zh-CN": `免费：质保期至 ${until}（${ofWhat[of]["zh-CN"]}）`,
});
export const coveredText: Localized = { en: "free: covered by the yearly fee", "zh-CN": "免费：已含在年费内" };
export const notChargedText: Localized = {
  en: "free: the fee schedule charges no parts",
  "zh-CN": "免费：收费标准不收备件费",
};

export const joined = (...parts: readonly (Localized | undefined)[]): Localized => {
  const said = parts.filter((part) => part !== undefined);
  return { en: said.map(({ en }) => en).join(", "), "zh-CN": said.map((part) => part["zh-CN"]).join("，") };
};

/** What and what it comes to: `...: 480.00 CNY`. */
export const colon = (what: Localized, amount: Localized): Localized => ({
  en: `${what.en}: ${amount.en}`,
  "zh-CN": `${what["zh-CN"]}：${amount["zh-CN"]}`,
});

export const visitText = (day: string, ticket: number, n: number): Localized => {
  const nth = n === 1 ? "first" : n === 2 ? "second" : `${n}th`;
  return {
    en: `visit ${day}, ${nth} visit for ticket ${ticket}`,
    "zh-CN": `${day} 上门，工单 ${ticket} 第 ${n} 次上门`,
  };
};

/** `7 (5 x 400.00 CNY + 2 x 360.00 CNY)`; of one price the sum alone. */
export const sharesText = (shares: readonly Share[], currency: string): Localized =>
  each((lang) => shares.map(({ count, each: price }) => `${count} × ${moneyText(price, currency, lang)}`).join(" + "));
