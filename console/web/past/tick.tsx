import type { ReactNode } from "react";
import { placeOf, type Window } from "./window.ts";

interface TickProps {
  readonly at: number;
  readonly seen: Window;
  readonly height: number;
  readonly text: string;
}

/** A moment written at the axis, with a line up. One too near to the end has no room for its words. */
export const Tick = ({ at, seen, height, text }: TickProps): ReactNode => {
  const place = placeOf(at, seen);
  return (
    <>
      <line className="past-grid" x1={`${place}%`} x2={`${place}%`} y1="0" y2={height + 4} />
      {place > 93 ? null : (
        <text className="past-tick" x={`${place}%`} dx="3" y={height + 14}>
          {text}
        </text>
      )}
    </>
  );
};
