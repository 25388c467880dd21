import type { Localized } from "../../contract/index.ts";
import { both, type Column, type Figure, type Value, type ValueType } from "./report.ts";

/** A column, shorter to write. */
export const column = (key: string, type: ValueType, en: string, zh: string, unit?: string): Column<Localized> => ({
  key,
  title: both(en, zh),
  type,
  ...(unit === undefined ? {} : { unit }),
});

/** A key figure, shorter to write. */
export const figure = (
  key: string,
  type: ValueType,
  [en, zh]: readonly [en: string, zh: string],
  value: Value<Localized>,
  more: Pick<Figure<Localized>, "hint" | "tone" | "unit"> = {},
): Figure<Localized> => ({ key, label: both(en, zh), value, type, ...more });

/** Columns that many tables have. */
export const standard = {
  terminal: column("terminal", "text", "Terminal", "终端"),
  site: column("site", "text", "Site", "站点"),
  device: column("device", "text", "Device", "设备"),
  model: column("model", "text", "Model", "型号"),
  severity: column("severity", "text", "Severity", "级别"),
  ticket: column("ticket", "count", "Ticket", "工单"),
  part: column("part", "text", "Part", "备件"),
  serial: column("serial", "text", "Serial number", "序列号"),
} as const satisfies Readonly<Record<string, Column<Localized>>>;
