import { type Column, type DeviceClass, measures, type Tone, type Ui } from "../../contract/index.ts";
import type { Driver, DriverEvent } from "../api.ts";
import type { Direction } from "../port/wiretap.ts";
import { hex } from "../wire/fields.ts";
import { stateVerdict } from "./condition.ts";
import type { Look } from "./probe.ts";

const column = (en: string, zh: string, more: Partial<Column> = {}): Column => ({
  title: { en, "zh-CN": zh },
  ...more,
});

const tones = { healthy: "good", faulty: "bad", unknown: "warn", noAnswer: "bad" } as const satisfies Record<
  string,
  Tone
>;
const verdicts = {
  healthy: { en: "healthy", "zh-CN": "正常" },
  faulty: { en: "faulty", "zh-CN": "有故障" },
  unknown: { en: "not everything is known", "zh-CN": "部分状态未知" },
  noAnswer: { en: "no answer", "zh-CN": "无应答" },
} as const;

/** `12:34:56.789` in UTC: frames are compared with logs. */
export const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23);

const unitOf = (name: string): string => (measures as Readonly<Record<string, { unit: string }>>)[name]?.unit ?? "";

const showIdentity = (ui: Ui, { identity }: Look): void => {
  const known = Object.entries(identity ?? {}).filter(([, value]) => value);
  ui.out(known.length === 0 ? ui.paint("dim", "-") : known.map(([key, value]) => `${key}: ${value}`).join("   "));
};

const showComponents = (ui: Ui, deviceClass: DeviceClass, { reading }: Look): void => {
  const rows = Object.entries(reading?.components ?? {}).map(([name, { state, vendorCode, frame }]) => [
    name,
    ui.paint(tones[stateVerdict(deviceClass, name, state)], state),
    vendorCode ?? "",
    frame ?? "",
  ]);
  if (rows.length > 0)
    ui.table(
      [
        column("Component", "部件"),
        column("State", "状态"),
        column("Device code", "设备代码"),
        column("Frame", "报文", { priority: 3 }),
      ],
      rows,
    );
};

const showMeasures = (ui: Ui, { reading }: Look): void => {
  const rows = Object.entries(reading?.measures ?? {}).map(([name, value]) => [name, String(value), unitOf(name)]);
  if (rows.length > 0)
    ui.table([column("Measure", "测量值"), column("Value", "数值", { align: "right" }), column("Unit", "单位")], rows);
};

const because = ({ trouble, reading }: Look): string => {
  const why = trouble ?? reading?.because;
  return why ? ` (${why.code}: ${why.text})` : "";
};

/** Everything one look found: identity, components, measures, verdict. */
export const showLook = (ui: Ui, driver: Driver, found: Look): void => {
  if (ui.json) return ui.jsonOut({ driver: driver.name, deviceClass: driver.deviceClass, ...found });
  if (found.identity) showIdentity(ui, found);
  showComponents(ui, driver.deviceClass, found);
  showMeasures(ui, found);
  const availability = found.reading ? `${found.reading.availability}, ` : "";
  ui.out(
    `${timeOf(found.at)}  ${availability}${ui.paint(tones[found.verdict], ui.say(verdicts[found.verdict]))}${because(found)}`,
  );
};

/** One line for a look that found what the last one found. */
export const showSame = (ui: Ui, found: Look): void => {
  const same = ui.say({ en: "unchanged", "zh-CN": "无变化" });
  ui.out(ui.paint("dim", `${timeOf(found.at)}  ${same}, ${found.tookMs} ms`));
};

/**
 * Bytes as they went over the line; those that could hold card data are only counted.
 * Pieces of frames are judged as they come: a driver's `showFrame` lets through only what it knows to be harmless.
 */
export const showBytes = (ui: Ui, driver: Driver, at: number, direction: Direction, bytes: Uint8Array): void => {
  const shown = driver.showFrame?.(bytes) ?? true;
  if (ui.json) {
    ui.jsonOut({ at, direction, ...(shown ? { bytes: hex(bytes) } : { hidden: bytes.length }) });
    return;
  }
  const arrow = direction === "sent" ? ">" : "<";
  const hidden = ui.say({ en: `${bytes.length} bytes, not shown`, "zh-CN": `${bytes.length} 字节，不予显示` });
  ui.out(ui.paint("dim", `${timeOf(at)}  ${arrow} ${shown ? hex(bytes) : hidden}`));
};

export const showEvent = (ui: Ui, at: number, event: DriverEvent): void => {
  if (ui.json) ui.jsonOut({ at, event });
  else ui.out(`${timeOf(at)}  ${ui.paint("strong", event.code)} ${event.text}`);
};
