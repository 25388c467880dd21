import type { VisitProof, VisitView } from "../../contract/index.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Stock } from "../stock/stock.ts";
import type { Readers } from "../store/store.ts";
import type { VisitRow } from "../store/visit-rows.ts";
import { wantedParts } from "./order.ts";
import { vanOf } from "./swaps.ts";

export interface ViewDeps {
  readonly levels: Pick<ServiceLevels, "forTerminal">;
  readonly stock: Pick<Stock, "missing">;
}

const vanPart = (read: Readers, { stock }: ViewDeps, row: VisitRow): Pick<VisitView, "van" | "lacks"> => {
  const van = vanOf(read, row.technician);
  if (van === undefined) return {};
  if (row.state !== "planned" && row.state !== "onTheWay") return { van };
  const lacks = stock.missing(wantedParts(row.order), van).map(({ item, wanted, have }) => ({ item, wanted, have }));
  return { van, lacks };
};

const contractPart = (read: Readers, { levels }: ViewDeps, row: VisitRow): Pick<VisitView, "contract" | "customer"> => {
  const ticket = row.ticket === undefined ? undefined : read.ticket(row.ticket);
  const place = read.terminal(row.terminal);
  const now = place && levels.forTerminal(place, row.plannedAt).contract;
  const [contract, customer] = [ticket?.contract ?? now?.id, ticket?.customer ?? now?.customer];
  return { ...(contract === undefined ? {} : { contract }), ...(customer === undefined ? {} : { customer }) };
};

/** A visit as people see it. */
export const visitView = (read: Readers, deps: ViewDeps, row: VisitRow, proof?: VisitProof): VisitView => {
  const { key: _, ...rest } = row;
  const place = read.terminal(row.terminal);
  const person = read.person(row.technician);
  return {
    ...rest,
    claims: [...row.claims],
    terminalName: place?.name ?? row.terminal,
    site: place?.site ?? "",
    ...contractPart(read, deps, row),
    ...(person ? { technicianName: person.name } : {}),
    ...(person?.phone === undefined ? {} : { technicianPhone: person.phone }),
    ...vanPart(read, deps, row),
    ...(proof ? { proof } : {}),
  };
};
