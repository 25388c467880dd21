import type { Localized } from "../../../contract/index.ts";
import { both } from "../report.ts";

/** What the formats say themselves. */
export const formatWords = {
  period: both("Period", "统计周期"),
  until: both("to", "至"),
  zone: both("Time zone", "时区"),
  scope: both("Scope", "统计范围"),
  customer: both("Customer", "客户"),
  madeAt: both("Made", "生成时间"),
  contents: both("Contents", "目录"),
  none: both("There is nothing to show.", "无数据。"),
  page: both("Page", "第"),
  of: both("of", "页，共"),
  pageEnd: both("", "页"),
  unknownNote: both("– means not known.", "“–”表示未知。"),
} satisfies Record<string, Localized>;
