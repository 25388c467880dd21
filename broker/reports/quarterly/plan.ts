import type { Localized } from "../../../contract/index.ts";
import { column, standard } from "../columns.ts";
import type { Facts } from "../facts.ts";
import { namesOf } from "../faults/report.ts";
import { comingTable, overdueTable } from "../inspections/report.ts";
import { dayText, type Range } from "../period.ts";
import { type Block, both, type Table } from "../report.ts";

/** The next quarter. */
const daysAhead = 92;
const dayMs = 86_400_000;

const warrantyTable = (facts: Facts, { to, zone }: Range): Table<Localized> => {
  const names = namesOf(facts);
  const last = dayText(to + daysAhead * dayMs, zone);
  return {
    kind: "table",
    id: "quarterly-warranties",
    title: both(`Warranties that end within ${daysAhead} days`, `${daysAhead} 天内到期的质保`),
    columns: [standard.terminal, standard.device, standard.model, column("until", "text", "Last day", "到期日")],
    rows: facts.warranties
      .filter(({ until }) => until <= last)
      .sort((a, b) => (a.until < b.until ? -1 : 1))
      .map(({ terminal, device, model, until }) => [
        names.get(terminal) ?? terminal,
        device === "terminal" ? both("whole terminal", "整机") : device,
        model === "" ? null : model,
        until,
      ]),
    none: both("No warranty ends.", "无到期质保。"),
  };
};

/** What is to be done in the next quarter, as far as it is known: rounds, and warranties that end. Parts that fall due stand above, under wear. */
export const planBlocks = (facts: Facts, range: Range): readonly Block<Localized>[] => [
  overdueTable(facts),
  comingTable(facts, daysAhead),
  warrantyTable(facts, range),
];
