import { groupBy } from "../../../contract/group-by.ts";
import type { Localized } from "../../../contract/index.ts";
import { column } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { solutionOf, ticketsOf } from "../faults/report.ts";
import { type Cure, cureOf, type Incident, incidentsOf, repeatsOf, within } from "../figures/incidents.ts";
import type { Range } from "../period.ts";
import { both, type Table } from "../report.ts";

const mostCauses = 8;
const mostCures = 2;
/** So often it is worth a look, also if it never came back to the same module. */
const often = 3;

const advice: Readonly<Record<Cure, Localized>> = {
  visit: both(
    "Somebody went there for it: look for the cause, keep the part at hand.",
    "需现场处理：查明原因，就近备件。",
  ),
  runbook: both(
    "The system cures it by itself; where it returns, clean or renew the part at the next round.",
    "系统可自动修复；反复出现时，下次巡检清洁或更换部件。",
  ),
  remote: both("Cured from afar by a person: let a runbook do it.", "由人工远程修复：建议制定自动处理流程。"),
  itself: both("Goes by itself: watch whether it grows.", "可自行恢复：持续关注趋势。"),
};

/** What ended these incidents, in the words it was told in, the most frequent first. */
const curesText = (incidents: readonly Incident[], facts: Facts): Localized => {
  const tickets = ticketsOf(facts);
  const told = incidents
    .filter(({ to }) => to !== undefined)
    .map((one) => solutionOf(one, one.fault.ticket === undefined ? undefined : tickets.get(one.fault.ticket)));
  const most = [...groupBy(told, ({ en }) => en).values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, mostCures)
    .map((list) => ({ text: list[0] as Localized, n: list.length }));
  if (most.length === 0) return both("not over yet", "尚未消除");
  return both(
    most.map(({ text, n }) => `${text.en} (${n})`).join("; "),
    most.map(({ text, n }) => `${text["zh-CN"]}（${n} 次）`).join("；"),
  );
};

const usualCure = (incidents: readonly Incident[], facts: Facts): Cure | undefined => {
  const tickets = ticketsOf(facts);
  const cures = incidents.flatMap((one) => {
    const ticket = one.fault.ticket === undefined ? undefined : tickets.get(one.fault.ticket);
    return cureOf(one, ticket, ticket ? facts.visits(ticket) : []) ?? [];
  });
  return [...groupBy(cures, (cure) => cure)].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
};

/** The failures that cost most: how often, how often again, what cured them, and what follows from that. */
export const causesTable = (facts: Facts, range: Range): Table<Localized> => {
  const incidents = incidentsOf(facts);
  const repeats = repeatsOf(incidents);
  const begun = incidents.filter((one) => one.failure && within(one.from, range));
  const kinds = [...groupBy(begun, ({ fault }) => fault.code).values()]
    .map((list) => ({ list, again: list.filter((one) => repeats.has(one)).length }))
    .filter(({ list, again }) => again > 0 || list.length >= often)
    .sort((a, b) => b.again - a.again || b.list.length - a.list.length)
    .slice(0, mostCauses);
  return {
    kind: "table",
    id: "quarterly-causes",
    title: both("Failures that came often or came back", "高发与重复故障分析"),
    columns: [
      column("fault", "text", "Failure", "故障"),
      column("number", "count", "Number", "次数"),
      column("modules", "count", "Modules", "涉及模块"),
      column("repeats", "count", "Came back", "重复"),
      column("cures", "text", "What cured it", "有效处理"),
      column("advice", "text", "Suggestion", "建议"),
    ],
    rows: kinds.map(({ list, again }) => {
      const cure = usualCure(list, facts);
      return [
        list[0]?.fault.title ?? null,
        list.length,
        new Set(list.map(({ fault }) => `${fault.terminal}/${fault.device}`)).size,
        again,
        curesText(list, facts),
        cure ? advice[cure] : null,
      ];
    }),
    none: both("No failure came often, and none came back.", "无高发或重复故障。"),
  };
};
