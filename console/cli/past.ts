import { AppError, systemClock } from "../../contract/plain.ts";
import type { ArgSpec } from "../../contract/verb.ts";
import { readMoment } from "../i18n/times.ts";
import { type Args, optional } from "./desk.ts";

const hourMs = 3_600_000;

/** Options of verbs that look back from a moment. */
export const pastOptions = {
  hours: {
    summary: { en: "so many hours back, 744 at most", "zh-CN": "回溯小时数，最多 744" },
    type: "number",
    default: 24,
  },
  to: {
    summary: {
      en: "up to this moment: 2026-11-21T14:00; now if left out",
      "zh-CN": "截止时刻：2026-11-21T14:00；默认现在",
    },
  },
} as const satisfies Readonly<Record<string, ArgSpec>>;

/** Throws `AppError("usage")` for a moment nobody can read. */
export const stretch = (args: Args): { readonly from: number; readonly to: number } => {
  const given = optional(args, "to");
  const to = given === undefined ? systemClock.now() : readMoment(given);
  if (to === undefined)
    throw new AppError("usage", {
      en: `not a moment: ${given}; write it like 2026-11-21T14:00`,
      "zh-CN": `不是时间：${given}；请写成 2026-11-21T14:00`,
    });
  return { from: Math.max(0, Math.round(to - Number(args.hours) * hourMs)), to };
};
