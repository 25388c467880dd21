import type { OnCallChange, OnCallDuty, OnCallMove, OnCallMoves } from "../../contract/index.ts";
import type { Around, Wanted } from "./changes.ts";
import { type Change, duties } from "./duty.ts";

type Duties = readonly OnCallDuty[];

/** More than this nobody reads before they say yes. */
const mostMoves = 500;
/** Made last of all: it lies over every other one. */
const lastNumber = Number.MAX_SAFE_INTEGER;

/** Who has it, asked for ascending moments. */
const following = (list: Duties): ((at: number) => string | undefined) => {
  let next = 0;
  return (at) => {
    while ((list[next]?.to ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    const duty = list[next];
    return duty && duty.from <= at ? duty.person : undefined;
  };
};

const movesOfRota = (rota: string, before: Duties, after: Duties): OnCallMove[] => {
  const ends = [...new Set([...before, ...after].flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const [wasAt, willAt] = [following(before), following(after)];
  const moves: OnCallMove[] = [];
  for (const [n, from] of ends.slice(0, -1).entries()) {
    const to = ends[n + 1] as number;
    const [was, will] = [wasAt(from), willAt(from)];
    const last = moves.at(-1);
    if (was === will) continue;
    if (last?.to === from && last.was === was && last.will === will) moves[moves.length - 1] = { ...last, to };
    else moves.push({ rota, from, to, ...(was === undefined ? {} : { was }), ...(will === undefined ? {} : { will }) });
  }
  return moves;
};

/** What of each rota is somebody else's duty in `after`. Both lists are in order; those of one rota do not overlap. The earliest first. */
export const movesBetween = (before: Duties, after: Duties): OnCallMove[] => {
  const rotas = [...new Set([...before, ...after].map(({ rota }) => rota))];
  const of = (list: Duties, rota: string): Duties =>
    list.filter((duty) => duty.rota === rota).toSorted((a, b) => a.from - b.from);
  return rotas
    .flatMap((rota) => movesOfRota(rota, of(before, rota), of(after, rota)))
    .sort((a, b) => a.from - b.from || (a.rota < b.rota ? -1 : 1));
};

export const bounded = (moves: readonly OnCallMove[]): OnCallMoves => ({
  moves: moves.slice(0, mostMoves),
  more: Math.max(0, moves.length - mostMoves),
});

const rangeOf = ({ from, to, with: other }: Pick<OnCallChange, "from" | "to" | "with">): readonly [number, number] => [
  Math.min(from, other?.from ?? from),
  Math.max(to, other?.to ?? to),
];

const moved = (
  change: Pick<OnCallChange, "rota" | "from" | "to" | "with">,
  { read, rotas, now }: Around,
  others: (changes: readonly Change[]) => readonly Change[],
): OnCallMove[] => {
  const rota = rotas.find(({ id }) => id === change.rota);
  if (!rota) return [];
  const changes = read.onCallChanges({ rota: rota.id, endAfter: now });
  const [from, to] = rangeOf(change);
  const range = [Math.max(from, now), to] as const;
  return movesBetween(duties(rota, changes, ...range), duties(rota, others(changes), ...range));
};

/** What a change that is not made yet would move. */
export const movesBy = (wanted: Wanted, around: Around): OnCallMove[] =>
  moved(wanted, around, (changes) => [...changes, { ...wanted, n: lastNumber }]);

/** What moves if a change is taken back now. */
export const movesWithout = (change: OnCallChange, around: Around): OnCallMove[] =>
  moved(change, around, (changes) =>
    changes.map((one) => (one.n === change.n ? { ...one, cancelledAt: around.now } : one)),
  );
