import type { ReactNode } from "react";
import type { TicketView } from "../../../contract/index.ts";

type Severity = TicketView["severity"];

/** Bars, as many as it is severe: told apart without colour. */
const bars: Readonly<Record<Severity, number>> = { critical: 4, major: 3, minor: 2, info: 1 };

export const SeverityMark = ({ severity }: { readonly severity: Severity }): ReactNode => (
  <svg viewBox="0 0 16 16" width="16" height="16" className={`severity severity-${severity}`} aria-hidden="true">
    {[0, 1, 2, 3].map((n) => (
      <rect
        key={n}
        x={1 + n * 4}
        y={11 - n * 3}
        width="2.6"
        height={4 + n * 3}
        className={n < bars[severity] ? "on" : "off"}
      />
    ))}
  </svg>
);
