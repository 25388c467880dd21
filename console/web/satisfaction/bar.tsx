import type { ReactNode } from "react";
import type { RankedRow } from "../../../contract/index.ts";
import { opinions } from "../../../contract/plain.ts";

const [width, height] = [120, 10];

interface BarProps {
  readonly counts: RankedRow["counts"];
  /** As many opinions fill the whole length. */
  readonly most: number;
}

/** Opinions side by side, the best first: as long as there are many. What it shows is said in words beside it. */
export const Bar = ({ counts, most }: BarProps): ReactNode => {
  const each = most > 0 ? width / most : 0;
  const parts = opinions.map((opinion, n) => ({
    opinion,
    x: each * opinions.slice(0, n).reduce((sum, before) => sum + (counts[before] ?? 0), 0),
    long: each * (counts[opinion] ?? 0),
  }));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} className="opinion-bar" aria-hidden="true">
      <rect width={width} height={height} rx="2" className="opinion-ground" />
      {parts.map(({ opinion, x, long }) =>
        long > 0 ? <rect key={opinion} x={x} width={long} height={height} className={`opinion-${opinion}`} /> : null,
      )}
    </svg>
  );
};
