import { grouped, within } from "../arithmetic.ts";
import type { Block, Question, Row } from "../question.ts";
import type { Trail, TrailTicket } from "../trail.ts";

interface Move {
  readonly at: number;
  readonly kind: string;
  readonly item: string;
  readonly quantity: number;
  readonly from?: string;
  readonly to?: string;
  readonly ticket?: number;
  readonly terminal?: string;
}
const kinds = ["receive", "move", "use", "return", "writeOff", "loanOut", "loanBack"];

const movesOf = ({ log }: Trail, until: number): Move[] =>
  log.flatMap(({ at, action, detail }) =>
    action.startsWith("stock.") && kinds.includes(action.slice(6)) && at < until
      ? [{ ...(detail as unknown as Omit<Move, "at">), at }]
      : [],
  );

const latest = ({ log }: Trail, action: string, key: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> =>
  new Map(log.filter((entry) => entry.action === action).map(({ detail }) => [String(detail[key]), detail]));

const total = (moves: readonly Move[]): number => moves.reduce((sum, { quantity }) => sum + quantity, 0);
/** How many of a part are in places of these kinds: what went in less what went out. */
const inPlaces = (moves: readonly Move[], is: (place: string) => boolean): number =>
  total(moves.filter(({ to }) => to !== undefined && is(to))) -
  total(moves.filter(({ from }) => from !== undefined && is(from)));
const net = (moves: readonly Move[]): number =>
  total(moves.filter(({ kind }) => kind === "use")) - total(moves.filter(({ kind }) => kind === "return"));
const lent = (moves: readonly Move[]): number =>
  total(moves.filter(({ kind }) => kind === "loanOut")) - total(moves.filter(({ kind }) => kind === "loanBack"));

/** The model of the device that a ticket is about. */
const modelOf = (trail: Trail, ticket: TrailTicket | undefined): string => {
  const cause = ticket?.timeline.findLast((event) => event.cause !== undefined)?.cause;
  const faults = [...trail.faults.values()].filter((fault) => fault.ticket === ticket?.number);
  const device = (faults.find(({ code }) => code === cause) ?? faults[0])?.device;
  const terminal = trail.terminals.find(({ id }) => id === ticket?.terminal);
  return terminal?.devices.find((one) => one.device === device)?.model ?? "";
};

const standing = (trail: Trail, moves: readonly Move[], question: Question): ReadonlyMap<string, Row> => {
  const items = latest(trail, "stock.item", "item");
  const places = latest(trail, "stock.place", "id");
  const repair = (place: string): boolean => places.get(place)?.["kind"] === "repair";
  const devices = trail.terminals.flatMap((terminal) => terminal.devices);
  const known = new Set([...moves.map(({ item }) => item), ...items.keys()]);
  return new Map(
    [...known].map((item) => {
      const ours = moves.filter((move) => move.item === item);
      const wish = items.get(item);
      const own = wish?.["deviceClass"];
      const classes = typeof own === "string" ? [own] : question.classesOf(item);
      const installed = devices.filter(({ deviceClass }) => classes.includes(deviceClass)).length;
      const pool = typeof wish?.["poolPercent"] === "number" ? wish["poolPercent"] : question.poolPercent;
      const target = installed > 0 && pool > 0 ? Math.ceil((installed * pool) / 100 - 1e-9) : null;
      const minimum = typeof wish?.["minimum"] === "number" ? wish["minimum"] : null;
      const have = inPlaces(ours, (place) => !repair(place));
      const missing = Math.max(0, (minimum ?? 0) - have, (target ?? 0) - have);
      return [
        item,
        { have, inRepair: inPlaces(ours, repair), onLoan: lent(ours), minimum, installed, pool, target, missing },
      ];
    }),
  );
};

/** Spare parts: every move since the ledger began. */
export const stock = (trail: Trail, question: Question): [string, Block][] => {
  const { period, whole } = question;
  const moves = movesOf(trail, period.to);
  const ours = new Set(trail.tickets.keys());
  const uses = moves.filter(
    ({ at, kind, ticket = 0 }) => within(at, period) && (kind === "use" || kind === "return") && ours.has(ticket),
  );
  const rows = standing(trail, moves, question);
  const now = moves.filter(({ at }) => within(at, period));
  const devices = trail.terminals.flatMap((terminal) => terminal.devices);
  const byModel = grouped(uses, (move) => `${modelOf(trail, trail.tickets.get(move.ticket ?? 0))} | ${move.item}`);
  const used = [...grouped(uses, ({ item }) => item).values()].map(net).filter((n) => n > 0);
  const fleet: Row = {
    closing: inPlaces(moves, () => true),
    received: total(now.filter(({ kind }) => kind === "receive")),
    writtenOff: total(now.filter(({ kind }) => kind === "writeOff")),
    short: [...rows.values()].filter(({ missing }) => (missing ?? 0) > 0).length,
  };
  return [
    [
      "spares",
      { kind: "figures", figures: { ...(whole ? fleet : {}), used: net(uses), onLoan: lent(moves), overdue: 0 } },
    ],
    ["spares-chart", { kind: "chart", series: [used.sort((a, b) => b - a).slice(0, 12)] }],
    [
      "spares-by-model",
      {
        kind: "table",
        key: ["model", "part"],
        rows: new Map(
          [...byModel].map(([key, list]) => {
            const installed = devices.filter(({ model }) => model !== "" && key.startsWith(`${model} | `)).length;
            return [key, { used: net(list), installed, per100: installed > 0 ? (100 * net(list)) / installed : null }];
          }),
        ),
      },
    ],
    ["stock-wanted", { kind: "table", key: ["part"], rows }],
  ];
};
