import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.chipModule.inoperable", {
  look: componentIn("chipModule", "inoperable"),
  title: { en: "Chip contacts of the card reader do not work", "zh-CN": "读卡器芯片触点故障" },
  severity: "major",
  impact: ["sellByCard"],
  action: "engineer",
  skill: "electronics",
  advice: [
    {
      en: "Clean the contacts with a chip cleaning card and try two different test cards.",
      "zh-CN": "用芯片清洁卡清洁触点，并用两张不同测试卡试验。",
    },
    {
      en: "Error 05 or 41: contact magnet; 43: card does not reach the contacts; 60: short circuit. Replace the contact unit.",
      "zh-CN": "错误 05 或 41：触点电磁铁；43：卡片未到触点位；60：短路。更换触点单元。",
    },
    { en: "Contactless payment may still work: tell the site.", "zh-CN": "非接触支付可能仍可用，请告知现场。" },
  ],
  parts: ["IC contact unit for the card reader"],
  holdMs: 2_000,
});
