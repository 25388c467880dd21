import type { ReactNode } from "react";
import type { Condition } from "../../../contract/index.ts";

export type { Condition } from "../../../contract/index.ts";

/** Told apart by shape: a disc with a tick, a triangle, a square with a cross, a broken ring. Unknown is never green. */
export const shapes: Readonly<Record<Condition, ReactNode>> = {
  ok: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.6 8.2 2.3 2.3 4.5-4.7" className="mark-inner" />
    </>
  ),
  degraded: (
    <>
      <path d="M8 1 15.4 14.5H.6z" fill="currentColor" />
      <path d="M8 6v4M8 11.8v.9" className="mark-inner" />
    </>
  ),
  faulty: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor" />
      <path d="m5 5 6 6m0-6-6 6" className="mark-inner" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="3 2" />
      <path d="M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2M8 11.2v.6" className="mark-line" />
    </>
  ),
};

export const StateMark = ({ state }: { readonly state: Condition }): ReactNode => (
  <svg viewBox="0 0 16 16" width="16" height="16" className={`mark mark-${state}`} aria-hidden="true">
    {shapes[state]}
  </svg>
);

export type Status = "online" | "stopped" | "lost" | "unknown";

const lines: Readonly<Record<Status, ReactNode>> = {
  online: <path d="M2 11.5v2M6 8.5v5M10 5.5v8M14 2.5v11" />,
  stopped: <path d="M5 3.5v9M11 3.5v9" />,
  lost: <path d="M2 11.5v2M6 8.5v5M9.5 4l5 5m0-5-5 5" />,
  unknown: <path d="M3 8h2M7 8h2M11 8h2" />,
};

/** How the line to a terminal is; apart from how the terminal is. */
export const LineMark = ({ status }: { readonly status: Status }): ReactNode => (
  <svg viewBox="0 0 16 16" width="16" height="16" className={`line-icon line-icon-${status}`} aria-hidden="true">
    {lines[status]}
  </svg>
);
