import type { DeviceClass, Localized, MeasureName } from "../../contract/index.ts";

/**
 * What is used up in a device: a part with a life, or a supply. Its use is read from one measure, in that measure's unit.
 * `id` is `<deviceClass>.<part>`; a rule `<id>.dueSoon` says when a part is nearly used up.
 */
export interface WearItem {
  readonly id: string;
  readonly deviceClass: DeviceClass;
  readonly title: Localized;
  readonly measure: MeasureName;
  /** `up`: the measure grows to `end`, counted from where the part was renewed. `level`: it is a level and ends at `end`, whatever was renewed. */
  readonly kind: "wear" | "level";
  /** Life of a part, or the level at which a supply is used up; in the measure's unit. Set otherwise by `wear.life` in the broker's settings. */
  readonly end: number;
  /** Where the figure comes from. */
  readonly source: string;
  /** Of a supply: the spare part that is put in. Of a part that wears, the rule that says it is due names it. */
  readonly spare?: string;
  /** The device itself shows that it was renewed: the component goes from one of these states to `to`. */
  readonly renewedBy?: { readonly component: string; readonly from: readonly string[]; readonly to: string };
}

const years = 365;

/**
 * Lives are what makers print for common models, at the cautious end; the true one is the operator's to set. A printer that counts its paper itself
 * has two entries for it: the one whose measure it does not report stays silent.
 */
export const wearItems: readonly WearItem[] = [
  {
    id: "printer.cutter",
    deviceClass: "printer",
    title: { en: "Autocutter", "zh-CN": "自动切刀" },
    measure: "cuts",
    kind: "wear",
    end: 1_500_000,
    source: "thermal receipt printers: 1.5 to 2 million cuts",
  },
  {
    id: "printer.head",
    deviceClass: "printer",
    title: { en: "Thermal print head", "zh-CN": "热敏打印头" },
    measure: "paperPrinted",
    kind: "wear",
    end: 10_000_000,
    source: "thermal heads: 100 to 150 km of paper",
  },
  {
    id: "printer.mechanism",
    deviceClass: "printer",
    title: { en: "Printer mechanism", "zh-CN": "打印机芯" },
    measure: "linesFed",
    kind: "wear",
    end: 15_000_000,
    source: "thermal receipt printers: 15 to 20 million lines",
  },
  {
    id: "printer.paperRoll",
    deviceClass: "printer",
    title: { en: "Paper roll, by lines fed", "zh-CN": "纸卷（按走纸行数）" },
    measure: "linesFed",
    kind: "wear",
    end: 18_900,
    source: "80 m roll at 1/6 inch a line",
    spare: "receipt paper roll",
    renewedBy: { component: "paper", from: ["low", "out"], to: "full" },
  },
  {
    id: "printer.paper",
    deviceClass: "printer",
    title: { en: "Paper, as the printer computes it", "zh-CN": "余纸（打印机计算）" },
    measure: "paperRemaining",
    kind: "level",
    end: 0,
    source: "the printer",
    spare: "receipt paper roll",
  },
  {
    id: "cashAcceptor.cashBox",
    deviceClass: "cashAcceptor",
    title: { en: "Cash box", "zh-CN": "钞箱" },
    measure: "cashBoxFill",
    kind: "level",
    end: 100,
    source: "the capacity set for the box",
  },
  {
    id: "cashAcceptor.rollers",
    deviceClass: "cashAcceptor",
    title: { en: "Rollers and belts of the cash acceptor", "zh-CN": "验钞器滚轮和皮带" },
    measure: "notesStacked",
    kind: "wear",
    end: 500_000,
    source: "bill validators: 0.5 to 1 million notes",
  },
  {
    id: "cardReader.rollers",
    deviceClass: "cardReader",
    title: { en: "Head, contacts and rollers of the card reader", "zh-CN": "读卡器磁头、触点和滚轮" },
    measure: "cardInsertions",
    kind: "wear",
    end: 300_000,
    source: "motor card readers: 0.3 to 0.5 million passes",
  },
  {
    id: "display.lamp",
    deviceClass: "display",
    title: { en: "Lamp (backlight)", "zh-CN": "背光灯" },
    measure: "panelOnTime",
    kind: "wear",
    end: 50_000,
    source: "LED backlights: 50,000 h to half brightness",
  },
  {
    id: "powerSupply.battery",
    deviceClass: "powerSupply",
    title: { en: "UPS battery", "zh-CN": "UPS 电池" },
    measure: "batteryAge",
    kind: "wear",
    end: 3 * years,
    source: "valve-regulated lead batteries: 3 to 5 years at 20 to 25 °C",
  },
];

/** Made once: it is asked for every reading. */
const byClass: ReadonlyMap<string, readonly WearItem[]> = new Map(
  wearItems.map(({ deviceClass }) => [deviceClass, wearItems.filter((item) => item.deviceClass === deviceClass)]),
);
const none: readonly WearItem[] = [];

export const itemsOf = (deviceClass: string): readonly WearItem[] => byClass.get(deviceClass) ?? none;
