/** What the simulated printer is: its switches, its roll, its counters. The bytes that tell of it are computed in `status.ts`. */
export interface Settings {
  readonly profile: "epson" | "custom";
  readonly maker: string;
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
  /** Custom GS I FF. */
  readonly modelId: readonly [number, number];
  /** Length of a new roll, and where the near-end sensor sits. */
  readonly rollCm: number;
  readonly nearEndCm: number;
  /** Fourth byte of ASB: TM-T90 sends 0F. */
  readonly byte4: number;
  readonly drawerHigh: boolean;
  readonly xonXoff: boolean;
  readonly startMs: number;
}

/** Each is a switch inside the printer; names as in the faults list. */
export type Flag =
  | "paperLow"
  | "paperOut"
  | "coverOpen"
  | "cutterError"
  | "cutterErrorHard"
  | "mechanical"
  | "headHot"
  | "unrecoverable"
  | "feedButton"
  | "waitingRecovery"
  | "jam"
  | "headLifted"
  | "supplyVoltage"
  | "ticketNotTaken"
  | "memory"
  | "communication"
  | "blackMark"
  | "presenter";

export interface Counters {
  lines: number;
  energisings: number;
  cuts: number;
  retracted: number;
  powerUps: number;
  printedCm: number;
}

export interface Printer {
  readonly settings: Settings;
  readonly flags: Set<Flag>;
  readonly counters: Counters;
  /** The resettable twins (GS g 0), as the cumulative value at the last reset. */
  readonly resetAt: { lines: number; energisings: number; cuts: number; hours: number };
  /** Operating hours now. */
  hours(): number;
  paperCm: number;
  starting: boolean;
  asbMask: number;
  autoFullMask: number;
  /** Characters in the line that is not yet printed. */
  column: number;
}

export const paperOut = (p: Printer): boolean => p.flags.has("paperOut") || p.paperCm <= 0;
export const paperLow = (p: Printer): boolean =>
  paperOut(p) || p.flags.has("paperLow") || p.paperCm <= p.settings.nearEndCm;

const any = (p: Printer, ...flags: Flag[]): boolean => flags.some((f) => p.flags.has(f));

export const conditions = (p: Printer) => {
  const epson = p.settings.profile === "epson";
  return {
    cover: any(p, "coverOpen", "headLifted"),
    feeding: any(p, "feedButton"),
    waiting: any(p, "waitingRecovery"),
    cutter: any(p, "cutterError", "cutterErrorHard"),
    recoverable: any(p, "mechanical", "jam", "blackMark"),
    // An Epson names no voltage, memory or presenter: all are "unrecoverable".
    unrecoverable: any(p, "unrecoverable", "supplyVoltage", "memory") || (epson && any(p, "presenter")),
    autoRecoverable: any(p, "headHot"),
    paperEnd: paperOut(p),
    nearEnd: paperLow(p),
  };
};

export const isOffline = (p: Printer): boolean => {
  const { nearEnd: _, ...causes } = conditions(p);
  return p.starting || Object.values(causes).some(Boolean) || any(p, "presenter");
};

const cmPerLine = 0.42;

/** Feeds so many centimetres; stops where the roll ends. */
export const feedCm = (p: Printer, cm: number): void => {
  const fed = Math.min(cm, Math.max(0, p.paperCm));
  p.paperCm -= fed;
  p.counters.printedCm += fed;
};

export const feedLine = (p: Printer): void => {
  p.counters.lines += 1;
  p.counters.energisings += p.column > 0 ? 24 : 0;
  p.column = 0;
  feedCm(p, cmPerLine);
};

export const cutPaper = (p: Printer, feed = 0): void => {
  feedCm(p, feed);
  p.counters.cuts += 1;
};
