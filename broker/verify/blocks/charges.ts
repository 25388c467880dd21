import { grouped, within } from "../arithmetic.ts";
import type { Block, Num, Question, Row, VisitFees } from "../question.ts";
import type { Trail, TrailTicket } from "../trail.ts";

interface Line {
  readonly fees: VisitFees;
  readonly row: { readonly at: number; readonly amount: Num } & Row;
}
const leaves = ["restored", "resolved", "closed", "dispatched", "waiting"];

/** Each arrival is a visit; the second to one ticket costs less, a long one more. */
const visitsTo = (ticket: TrailTicket, fees: VisitFees): Line[] =>
  ticket.timeline
    .flatMap((event, i) => (event.kind === "arrived" ? [{ at: event.at, later: ticket.timeline.slice(i + 1) }] : []))
    .map(({ at, later }, n) => {
      const leftAt = later.findLast(({ kind }) => leaves.includes(kind))?.at ?? at;
      const times = Math.max(1, Math.ceil((leftAt - at) / fees.upToMs));
      const price = (n === 0 ? fees.visit : fees.secondVisit) * times;
      const amount = at < fees.freeUntil ? 0 : price;
      return { fees, row: { at, ticket: ticket.number, visit: null, move: null, quantity: 1, amount } };
    });

const partsFor = ({ log }: Trail, ticket: TrailTicket, fees: VisitFees): Line[] =>
  log.flatMap(({ at, action, detail }): Line[] => {
    if (action !== "stock.use" || detail["ticket"] !== ticket.number) return [];
    const [move, quantity] = [Number(detail["n"]), Number(detail["quantity"])];
    const each = at < fees.freeUntil ? 0 : fees.parts.get(String(detail["item"]));
    const amount = each === undefined ? null : each * quantity;
    return [{ fees, row: { at, ticket: ticket.number, visit: null, move, quantity, amount } }];
  });

/** What customers owe who pay by visit. */
export const charges = (trail: Trail, { period, feesOf }: Question): [string, Block][] => {
  const lines = [...trail.tickets.values()].flatMap((ticket) => {
    const terminal = trail.terminals.find(({ id }) => id === ticket.terminal);
    const fees = terminal && feesOf(terminal, ticket.timeline[0]?.at ?? 0);
    return fees ? [...visitsTo(ticket, fees), ...partsFor(trail, ticket, fees)] : [];
  });
  const due = lines.filter(({ row }) => within(row.at, period));
  const statements = [...grouped(due, ({ fees }) => fees.contract)];
  const open = (list: readonly Line[]): number => list.filter(({ row }) => row.amount === null).length;
  return [
    [
      "charges",
      {
        kind: "table",
        key: ["contract"],
        rows: new Map(statements.map(([contract, list]) => [contract, { open: open(list) }])),
      },
    ],
    ...statements.flatMap(([, list], n): [string, Block][] => {
      const net = list.reduce((sum, { row }) => sum + (row.amount ?? 0), 0);
      const tax = Math.round((net * (list[0]?.fees.taxBasisPoints ?? 0)) / 10_000);
      return [
        [`charges-${n + 1}`, { kind: "figures", figures: { net, tax, total: net + tax, open: open(list) } }],
        [
          `charges-lines-${n + 1}`,
          { kind: "table", key: ["at"], rows: new Map(list.map(({ row }) => [String(row.at), row])) },
        ],
      ];
    }),
  ];
};
