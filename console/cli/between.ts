import type { ArgSpec } from "../../contract/verb.ts";
import { type Args, optional } from "./desk.ts";

/** Options of verbs that tell of a stretch of time, as of reports. */
export const betweenOptions = {
  from: {
    summary: {
      en: "day, month, quarter, year or moment: 2026-11-03, 2026-11, 2026-Q4; the last month if left out",
      "zh-CN": "日、月、季度、年或时刻：2026-11-03、2026-11、2026-Q4；默认上月",
    },
  },
  to: { summary: { en: "its end, that day or month included", "zh-CN": "结束，含当日或当月" } },
  zone: { summary: { en: "time zone, e.g. Asia/Shanghai", "zh-CN": "时区，如 Asia/Shanghai" } },
} as const satisfies Readonly<Record<string, ArgSpec>>;

/** Arguments of these names, where they are given. */
export const given = <N extends string>(args: Args, ...names: readonly N[]): Partial<Record<N, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = optional(args, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  ) as Partial<Record<N, string>>;
