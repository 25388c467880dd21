import type { Localized } from "../../contract/index.ts";
import type { MissingPart } from "../stock/wanted.ts";

const partText = ({ item, wanted, have, elsewhere }: MissingPart): Localized => {
  const [first] = elsewhere;
  const there = first
    ? { en: `; ${first.place} has ${first.quantity}`, "zh-CN": `；${first.place} 有 ${first.quantity}` }
    : { en: "", "zh-CN": "" };
  return { en: `${item} (${have} of ${wanted}${there.en})`, "zh-CN": `${item}（${have}/${wanted}${there["zh-CN"]}）` };
};

/** ` from van-3, which lacks: receipt printer (0 of 1; depot has 2)`. Said of a dispatch; nothing is refused. */
export const vanText = (van: string, lacking: readonly MissingPart[]): Localized => {
  const parts = lacking.map(partText);
  const [en, zh] = [parts.map((p) => p.en).join(", "), parts.map((p) => p["zh-CN"]).join("、")];
  return {
    en: ` with ${van}${parts.length > 0 ? `, which lacks: ${en}` : ""}`,
    "zh-CN": `（车辆 ${van}${parts.length > 0 ? `，缺少备件：${zh}` : ""}）`,
  };
};
