import type { Localized } from "../../contract/index.ts";
import { column } from "./columns.ts";
import type { Facts } from "./facts.ts";
import { both, type Column, type Table, type Value } from "./report.ts";

interface Told {
  readonly id: string;
  readonly columns: readonly Column<Localized>[];
  readonly values: (part: Facts) => readonly Value<Localized>[];
}

/** A row for each customer, each of what stood under his contracts, and one for what stood under none. No table where all is of one customer. */
export const byCustomer = ({ customers }: Facts, { id, columns, values }: Told): Table<Localized>[] =>
  customers.length < 2
    ? []
    : [
        {
          kind: "table",
          id,
          title: both("By customer", "按客户"),
          columns: [column("customer", "text", "Customer", "客户"), ...columns],
          rows: customers.map(({ customer, facts }) => [
            customer ?? both("(no contract)", "（无合同）"),
            ...values(facts),
          ]),
        },
      ];
