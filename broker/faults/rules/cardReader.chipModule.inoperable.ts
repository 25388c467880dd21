import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.chipModule.inoperable", {
  look: componentIn("chipModule", "inoperable"),
  title: { en: "Chip contacts of the card reader do not work", "zh-CN": "读卡器芯片触点故障" },
  severity: "major",
  impact: ["sellByCard"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Contacts dirty or worn after many insertions", "zh-CN": "插卡次数多，触点脏污或磨损" },
    { en: "Contact magnet or its lever does not press or release", "zh-CN": "触点电磁铁或压臂不能压下或释放" },
    {
      en: "A foreign object or card with a conductive sticker shorts the contacts",
      "zh-CN": "异物或带导电贴纸的卡片使触点短路",
    },
    { en: "Chip interface of the reader's board failed", "zh-CN": "读卡器主板芯片接口损坏" },
  ],
  advice: [
    {
      en: "Clean the contacts with a chip cleaning card and try two different test cards.",
      "zh-CN": "用芯片清洁卡清洁触点，并用两张不同测试卡试验。",
    },
    {
      en: "Error 05 or 41: contact magnet; 43: card does not reach the contacts; 60: short circuit. Replace the contact unit.",
      "zh-CN": "错误 05 或 41：触点电磁铁；43：卡片未到触点位；60：短路。更换触点单元。",
    },
    {
      en: "CCID bError FB or notice 51: unplug the USB reader and plug it in again, then try another USB port. FE, FD or F8 with three cards: clean the contacts.",
      "zh-CN": "CCID bError FB 或通知 51：拔插 USB 读卡器，再换 USB 口。三张卡均报 FE、FD 或 F8：清洁触点。",
    },
    { en: "Contactless payment may still work: tell the site.", "zh-CN": "非接触支付可能仍可用，请告知现场。" },
  ],
  parts: ["IC contact unit for the card reader"],
  holdMs: 2_000,
});
