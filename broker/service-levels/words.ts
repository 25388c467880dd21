import type { Localized, SlaClock, TicketEvent } from "../../contract/index.ts";

type Reason = NonNullable<TicketEvent["reason"]>;

const names: Readonly<Record<SlaClock["name"], Localized>> = {
  contact: { en: "contact", "zh-CN": "联系" },
  plan: { en: "plan", "zh-CN": "方案" },
  onSite: { en: "on site", "zh-CN": "到场" },
  restored: { en: "service restored", "zh-CN": "恢复服务" },
  resolved: { en: "resolved", "zh-CN": "彻底解决" },
};
export const clockNamed = (name: SlaClock["name"]): Localized => names[name];

export const waitWords: Readonly<Record<Reason, Localized>> = {
  site: { en: "waiting for the site (key, access)", "zh-CN": "等待现场配合（钥匙、进场）" },
  customer: { en: "waiting for the customer", "zh-CN": "等待客户答复" },
  part: { en: "waiting for a part", "zh-CN": "等待备件" },
  vendor: { en: "waiting for the maker", "zh-CN": "等待厂家" },
  appointment: { en: "waiting for the appointment", "zh-CN": "等待约定时间" },
};

const pieces = [
  [86_400_000, " d", " 天"],
  [3_600_000, " h", " 小时"],
  [60_000, " min", " 分钟"],
  [1000, " s", " 秒"],
] as const;

/** A length of time in at most two units: `1 h 40 min`. */
export const length = (ms: number): Localized => {
  const first = pieces.findIndex(([size]) => Math.abs(ms) >= size);
  if (first < 0) return { en: "0 s", "zh-CN": "0 秒" };
  let left = Math.abs(ms);
  const words = pieces.slice(first, first + 2).flatMap(([size, en, zh]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [[`${count}${en}`, `${count}${zh}`]] : [];
  });
  return { en: words.map(([en]) => en).join(" "), "zh-CN": words.map(([, zh]) => zh).join(" ") };
};

interface Gap {
  readonly from: number;
  readonly to: number;
  readonly reason?: Reason;
}

const stood = ({ metAt, breached, leftMs, paused, startedAt }: Omit<SlaClock, "text">): Localized => {
  const rest = length(leftMs);
  if (startedAt === undefined && metAt === undefined) return { en: "has not begun", "zh-CN": "尚未开始" };
  if (breached && metAt !== undefined) return { en: `kept ${rest.en} late`, "zh-CN": `迟 ${rest["zh-CN"]}达成` };
  if (metAt !== undefined) return { en: "kept in time", "zh-CN": "按时达成" };
  if (breached) return { en: `${rest.en} over`, "zh-CN": `超时 ${rest["zh-CN"]}` };
  const left = { en: `${rest.en} left`, "zh-CN": `剩余 ${rest["zh-CN"]}` };
  if (!paused) return left;
  const why = waitWords[paused];
  return { en: `stands still (${why.en}), ${left.en}`, "zh-CN": `已暂停（${why["zh-CN"]}），${left["zh-CN"]}` };
};

/** `plan within 1 h: 35 min used, 25 min left; paused 40 min: waiting for the site (key, access)`. */
export const clockText = (clock: Omit<SlaClock, "text">, gaps: readonly Gap[]): Localized => {
  const [name, budget, used, state] = [names[clock.name], length(clock.budgetMs), length(clock.usedMs), stood(clock)];
  const started = clock.startedAt;
  const end = clock.metAt ?? Number.POSITIVE_INFINITY;
  const reasons = [
    ...new Set(
      gaps
        .filter((gap) => started !== undefined && gap.to > started && gap.from < end)
        .flatMap((gap) => gap.reason ?? []),
    ),
  ];
  const why = {
    en: reasons.map((r) => waitWords[r].en).join(", "),
    "zh-CN": reasons.map((r) => waitWords[r]["zh-CN"]).join("、"),
  };
  const paused = length(clock.pausedMs);
  const pause =
    clock.pausedMs > 0 && reasons.length > 0
      ? { en: `; paused ${paused.en}: ${why.en}`, "zh-CN": `；暂停 ${paused["zh-CN"]}：${why["zh-CN"]}` }
      : { en: "", "zh-CN": "" };
  return {
    en: `${name.en} within ${budget.en}: ${used.en} used, ${state.en}${pause.en}`,
    "zh-CN": `${name["zh-CN"]}时限 ${budget["zh-CN"]}：已用 ${used["zh-CN"]}，${state["zh-CN"]}${pause["zh-CN"]}`,
  };
};
