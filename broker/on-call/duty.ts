import type { Localized, OnCallChange, OnCallDuty, TicketQueue } from "../../contract/index.ts";
import { type Interval, outside, union } from "../reports/figures/intervals.ts";
import { type Hours, openHours } from "./hours.ts";
import { type Rotation, turnsBetween } from "./turns.ts";

/** A rota ready to reckon with. Of its layers the first that has hours at a moment counts. */
export interface Rota {
  readonly id: string;
  readonly title: Localized;
  readonly queues: readonly TicketQueue[];
  readonly zone: string;
  readonly layers: readonly Layer[];
}
export interface Layer {
  readonly rotation: Rotation;
  readonly hours?: Hours;
}

/** Who is on duty at one moment, and what made it so. */
export interface OnDuty {
  readonly person: string;
  readonly origin: string;
  readonly change?: number;
}

/** An override or a swap that still counts; in the order in which they were made, the later over the earlier. */
export type Change = Pick<OnCallChange, "n" | "rota" | "person" | "from" | "to" | "with" | "cancelledAt">;

type Piece = Omit<OnCallDuty, "rota">;

const originOf = (layer: number, from: number): string => `${layer}-${Math.round(from / 60_000)}`;

/** What a layer alone would say of `[from, to)`: its turns, cut to its hours; whole, though they reach beyond. */
function* piecesOf({ rotation, hours }: Layer, index: number, range: Interval): Generator<Piece> {
  for (const { person, from, to } of turnsBetween(rotation, ...range))
    for (const [start, end] of openHours(hours, rotation.zone, [from, to]))
      if (end > range[0] && start < range[1]) yield { person, from: start, to: end, origin: originOf(index, start) };
}

/** One side of a change: from then till then `giver`'s duties (everybody's, if there is none) are `taker`'s. */
interface Side {
  readonly n: number;
  readonly from: number;
  readonly to: number;
  readonly giver?: string;
  readonly taker: string;
}

const sidesOf = (change: Change): Side[] => {
  const until = change.cancelledAt ?? Number.POSITIVE_INFINITY;
  const { n, person, with: other } = change;
  const sides = other
    ? [
        { n, from: change.from, to: change.to, giver: person, taker: other.person },
        { n, from: other.from, to: other.to, giver: other.person, taker: person },
      ]
    : [{ n, from: change.from, to: change.to, taker: person }];
  return sides.map((side) => ({ ...side, to: Math.min(side.to, until) })).filter(({ from, to }) => to > from);
};

const sidesFor = (rota: Rota, changes: readonly Change[]): Side[][] =>
  changes
    .filter((change) => change.rota === rota.id)
    .toSorted((a, b) => a.n - b.n)
    .map(sidesOf);

const overrideOrigin = ({ n, from }: Side): string => `change-${n}-${Math.round(from / 60_000)}`;

/** Who is on duty at a moment; `undefined`: nobody. */
export const onDuty = (rota: Rota, changes: readonly Change[], at: number): OnDuty | undefined => {
  let found: OnDuty | undefined;
  for (const [index, layer] of rota.layers.entries()) {
    const piece = piecesOf(layer, index, [at, at + 1]).next().value as Piece | undefined;
    if (piece) {
      found = { person: piece.person, origin: piece.origin };
      break;
    }
  }
  for (const sides of sidesFor(rota, changes)) {
    const side = sides.find(
      ({ from, to, giver }) => from <= at && at < to && (giver === undefined || giver === found?.person),
    );
    if (side)
      found = { person: side.taker, origin: side.giver ? (found?.origin ?? "") : overrideOrigin(side), change: side.n };
  }
  return found;
};

/** Cuts `piece` at the ends of `span`: what lies within and what does not. */
const cut = (piece: Piece, [from, to]: Interval): { within: Piece[]; rest: Piece[] } => {
  const start = Math.max(piece.from, from);
  const end = Math.min(piece.to, to);
  if (end <= start) return { within: [], rest: [piece] };
  const rest = [
    { ...piece, to: start },
    { ...piece, from: end },
  ].filter((one) => one.to > one.from);
  return { within: [{ ...piece, from: start, to: end }], rest };
};

const taken = (piece: Piece, { taker, n }: Side): Piece => ({ ...piece, person: taker, change: n });

/** All sides of one change at once: nobody hands on what they took by it. */
const changed = (pieces: readonly Piece[], sides: readonly Side[]): Piece[] => {
  let left: readonly Piece[] = pieces;
  const moved: Piece[] = [];
  for (const side of sides) {
    const parts = left.map((piece) =>
      side.giver === undefined || side.giver === piece.person
        ? cut(piece, [side.from, side.to])
        : { within: [], rest: [piece] },
    );
    left = parts.flatMap(({ rest }) => rest);
    if (side.giver !== undefined) moved.push(...parts.flatMap(({ within }) => within.map((one) => taken(one, side))));
    else moved.push({ person: side.taker, from: side.from, to: side.to, origin: overrideOrigin(side), change: side.n });
  }
  return [...left, ...moved];
};

const sameDuty = (a: Piece, b: Piece): boolean =>
  a.to === b.from && a.person === b.person && a.origin === b.origin && a.change === b.change;

const joined = (pieces: readonly Piece[]): Piece[] => {
  const list: Piece[] = [];
  for (const piece of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = list.at(-1);
    if (last && sameDuty(last, piece)) list[list.length - 1] = { ...last, to: piece.to };
    else list.push(piece);
  }
  return list;
};

/** All duties of `[from, to)`, in order and apart, those at its ends cut. What they say of a moment is what `onDuty` says of it. */
export const duties = (rota: Rota, changes: readonly Change[], from: number, to: number): OnCallDuty[] => {
  let pieces: Piece[] = [];
  for (const [index, layer] of rota.layers.entries()) {
    const covered = union(pieces.map((piece): Interval => [piece.from, piece.to]));
    const free = outside(covered, [from, to]);
    for (const piece of piecesOf(layer, index, [from, to]))
      pieces.push(...free.flatMap((span) => cut(piece, span).within));
  }
  for (const sides of sidesFor(rota, changes)) pieces = changed(pieces, sides);
  return joined(pieces.flatMap((piece) => cut(piece, [from, to]).within)).map((piece) => ({ rota: rota.id, ...piece }));
};

/** When nobody is on duty on any of these rotas. */
export const gapsOf = (
  rotas: readonly Rota[],
  changes: readonly Change[],
  [from, to]: Interval,
): readonly Interval[] => {
  const covered = rotas.flatMap((rota) =>
    duties(rota, changes, from, to).map((duty): Interval => [duty.from, duty.to]),
  );
  return outside(union(covered), [from, to]);
};
