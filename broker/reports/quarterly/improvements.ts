import type { Localized } from "../../../contract/index.ts";
import type { Facts } from "../facts.ts";
import { coursesOf, observedOf, timesOf } from "../figures/availability.ts";
import { type Incident, incidentsOf, repeatsOf, within } from "../figures/incidents.ts";
import { promisesOf } from "../figures/promises.ts";
import type { Range } from "../period.ts";
import { type Block, both } from "../report.ts";

/** One measure that follows from the figures; nothing is suggested that they do not show. */
type Finding = (facts: Facts, range: Range) => readonly Localized[];

const nameOf = ({ terminals }: Facts, id: string): string => terminals.find((one) => one.id === id)?.name ?? id;

const threeTimes: Finding = (facts, range) => {
  const incidents = incidentsOf(facts).filter(({ failure, from }) => failure && within(from, range));
  const byModule = new Map<string, Incident[]>();
  for (const one of incidents) {
    const key = `${one.fault.terminal}/${one.fault.device}/${one.fault.code}`;
    byModule.set(key, [...(byModule.get(key) ?? []), one]);
  }
  return [...byModule.values()]
    .filter((list) => list.length >= 3)
    .sort((a, b) => b.length - a.length)
    .map((list) => {
      const { fault } = list[0] as Incident;
      const terminal = nameOf(facts, fault.terminal);
      return both(
        `${terminal}, ${fault.device}: "${fault.title.en}" came ${list.length} times. Find the cause or exchange the module.`,
        `${terminal} ${fault.device}：“${fault.title["zh-CN"]}”出现 ${list.length} 次，建议查明根本原因或更换模块。`,
      );
    });
};

const seldomSeen: Finding = (facts, range) =>
  coursesOf(facts, range).flatMap(({ terminal, whole }) => {
    const observed = observedOf(timesOf(whole));
    if (observed === null || observed >= 0.98) return [];
    const percent = (100 - observed * 100).toFixed(1);
    return [
      both(
        `${terminal.name} was not seen for ${percent} % of the time. Check its network and power supply.`,
        `${terminal.name} 有 ${percent} % 的时间未被监测，建议检查网络与供电。`,
      ),
    ];
  });

const dueParts: Finding = ({ wear, now, terminals }) => {
  const due = wear.filter(
    ({ item, share = 0, dueAt }) =>
      item.kind === "wear" && (share >= 0.9 || (dueAt ?? Number.POSITIVE_INFINITY) < now + 92 * 86_400_000),
  );
  const byItem = new Map<string, { title: Localized; on: string[] }>();
  for (const { item, usage } of due) {
    const known = byItem.get(item.id) ?? { title: item.title, on: [] };
    known.on.push(terminals.find(({ id }) => id === usage.terminal)?.name ?? usage.terminal);
    byItem.set(item.id, known);
  }
  return [...byItem.values()].map(({ title, on }) =>
    both(
      `Plan to change at the next round: ${title.en} (${on.join(", ")}).`,
      `下季度巡检计划更换：${title["zh-CN"]}（${on.join("、")}）。`,
    ),
  );
};

const broken: Finding = (facts, range) => {
  const late = promisesOf(facts, range).filter(({ kept }) => !kept);
  if (late.length === 0) return [];
  const waited = late.filter(({ ticket }) =>
    ticket.timeline.some(({ kind, reason }) => kind === "waiting" && reason === "part"),
  );
  return [
    both(
      `${late.length} promises were broken${waited.length > 0 ? `, ${waited.length} of them while a part was waited for: keep it in stock` : ""}. Each is listed above with why.`,
      `有 ${late.length} 项承诺超时${waited.length > 0 ? `，其中 ${waited.length} 项与等待备件有关，建议增加备件库存` : ""}，明细及原因见上文。`,
    ),
  ];
};

const again: Finding = (facts, range) => {
  const incidents = incidentsOf(facts);
  const repeats = repeatsOf(incidents);
  const begun = incidents.filter((one) => one.failure && within(one.from, range));
  const share = begun.length === 0 ? 0 : begun.filter((one) => repeats.has(one)).length / begun.length;
  return share > 0.3
    ? [
        both(
          `${Math.round(share * 100)} % of the failures had been there within 30 days before: repairs should look for causes, not only symptoms.`,
          `${Math.round(share * 100)} % 的故障在 30 天内重复出现，维修应着眼于根本原因。`,
        ),
      ]
    : [];
};

/** More of one kind is for the full reports. */
const mostOfOne = 8;

const findings: readonly Finding[] = [broken, threeTimes, again, seldomSeen, dueParts];

/** What follows from the quarter for the next one. */
export const improvements = (facts: Facts, range: Range): readonly Block<Localized>[] => {
  const items = findings.flatMap((finding) => finding(facts, range).slice(0, mostOfOne));
  return items.length > 0
    ? [{ kind: "list", items }]
    : [
        {
          kind: "text",
          text: both("The figures ask for nothing but the usual rounds.", "本期数据未提示额外措施，按常规巡检即可。"),
        },
      ];
};
