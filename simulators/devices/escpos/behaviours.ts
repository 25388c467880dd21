import { conditions, cutPaper, feedCm, feedLine, isOffline, type Printer } from "./printer.ts";
import { asb, full, realTime } from "./status.ts";

/** What a command makes the printer say; an empty list is silence, undefined means: not mine. */
export type Behaviour = (p: Printer, command: readonly number[]) => readonly number[] | undefined;

const text = (s: string): number[] => Array.from(s, (c) => c.charCodeAt(0));
const block = (s: string): number[] => [0x5f, ...text(s), 0x00];
const silence: readonly number[] = [];

/** For commands that start with these bytes. */
const on =
  (lead: readonly number[], act: (p: Printer, c: readonly number[]) => readonly number[] | undefined): Behaviour =>
  (p, c) =>
    lead.every((b, i) => c[i] === b) ? act(p, c) : undefined;

const onlyCustom =
  (behaviour: Behaviour): Behaviour =>
  (p, c) =>
    p.settings.profile === "custom" ? behaviour(p, c) : undefined;

const onlyEpson =
  (behaviour: Behaviour): Behaviour =>
  (p, c) =>
    p.settings.profile === "epson" ? behaviour(p, c) : undefined;

/** Executed on receipt, also offline and in error. */
export const realTimeBehaviours: readonly Behaviour[] = [
  onlyCustom(on([0x10, 0x04, 0x14], (p) => [0x10, 0x0f, ...full(p)])),
  onlyCustom(on([0x10, 0x04, 0x15], (p) => [...p.settings.modelId])),
  on([0x10, 0x04], (p, c) => {
    const answer = realTime(p, c[2] ?? 0);
    return answer === undefined ? silence : [answer];
  }),
  // DLE ENQ: leaves what can be left. Hard errors stay: their cause has not been removed. It never helps against heat or a dead board.
  on([0x10, 0x05], (p, c) => {
    const n = c[2];
    if (n === 0) p.flags.delete("waitingRecovery");
    if (n !== 1 && n !== 2) return silence;
    const { cover, paperEnd } = conditions(p);
    if (cover || paperEnd) return silence;
    for (const flag of ["cutterError", "mechanical", "waitingRecovery"] as const) p.flags.delete(flag);
    if (n === 2) p.column = 0;
    return p.settings.xonXoff && !isOffline(p) ? [0x11] : silence;
  }),
];

const identity: Readonly<Record<number, (p: Printer) => readonly number[]>> = {
  1: () => [0x20],
  49: () => [0x20],
  2: () => [0x02],
  50: () => [0x02],
  3: () => [0x05],
  51: () => [0x05],
  65: (p) => block(p.settings.firmware),
  66: (p) => block(p.settings.maker),
  67: (p) => block(p.settings.model),
  68: (p) => block(p.settings.serial),
  69: () => block(""),
};

const counterOf: Readonly<Record<number, (p: Printer) => number>> = {
  148: (p) => p.counters.lines,
  149: (p) => p.counters.energisings,
  178: (p) => p.counters.cuts,
  198: (p) => p.hours(),
  20: (p) => p.counters.lines - p.resetAt.lines,
  21: (p) => p.counters.energisings - p.resetAt.energisings,
  50: (p) => p.counters.cuts - p.resetAt.cuts,
  70: (p) => p.hours() - p.resetAt.hours,
};

const resetOf: Readonly<Record<number, (p: Printer) => void>> = {
  20: (p) => {
    p.resetAt.lines = p.counters.lines;
  },
  21: (p) => {
    p.resetAt.energisings = p.counters.energisings;
  },
  50: (p) => {
    p.resetAt.cuts = p.counters.cuts;
  },
  70: (p) => {
    p.resetAt.hours = p.hours();
  },
};

/** GS E1 to E5 (sheet 7.3): no terminator. */
const customCounter: Readonly<Record<number, (p: Printer) => string>> = {
  0xe1: (p) => `${Math.round(p.paperCm)}cm`,
  0xe2: (p) => `${p.counters.cuts}cuts`,
  0xe3: (p) => `${Math.round(p.counters.printedCm)}cm`,
  0xe4: (p) => `${p.counters.retracted}ret`,
  0xe5: (p) => `${p.counters.powerUps}on`,
};

const number = (c: readonly number[]): number => (c[4] ?? 0) + 256 * (c[5] ?? 0);
const times = (n: number, act: () => void): readonly number[] => {
  for (let i = 0; i < n; i++) act();
  return silence;
};
const cut =
  (feed: (c: readonly number[]) => number) =>
  (p: Printer, c: readonly number[]): readonly number[] => {
    cutPaper(p, feed(c));
    return silence;
  };

/** Executed in buffer order, only while online. */
export const bufferedBehaviours: readonly Behaviour[] = [
  on([0x0a], (p) => times(1, () => feedLine(p))),
  on([0x1b, 0x64], (p, c) => times(c[2] ?? 0, () => feedLine(p))),
  on([0x1b, 0x4a], (p, c) => {
    feedCm(p, (c[2] ?? 0) * 0.0141); // 1/180 inch
    return silence;
  }),
  on([0x1b, 0x40], (p) => {
    p.column = 0;
    return silence;
  }),
  on(
    [0x1b, 0x69],
    cut(() => 0),
  ),
  on(
    [0x1b, 0x6d],
    cut(() => 0),
  ),
  on(
    [0x1d, 0x56],
    cut((c) => ((c[2] ?? 0) >= 0x41 ? 1.5 + (c[3] ?? 0) * 0.0141 : 0)),
  ),
  on([0x1b, 0x76], (p) => [paperByte(p)]),
  on([0x1b, 0x75], (p) => [p.settings.drawerHigh ? 1 : 0]),
  on([0x1d, 0x72], (p, c) => {
    if ([1, 49].includes(c[2] ?? 0)) return [paperByte(p)];
    return [2, 50].includes(c[2] ?? 0) ? [p.settings.drawerHigh ? 1 : 0] : silence;
  }),
  onlyEpson(
    on([0x1d, 0x61], (p, c) => {
      p.asbMask = c[2] ?? 0;
      return p.asbMask === 0 ? silence : asb(p);
    }),
  ),
  onlyCustom(on([0x1d, 0x49, 0xff], (p) => [...p.settings.modelId])),
  onlyCustom(on([0x1d, 0x49, 0x03], (p) => text(p.settings.firmware.padEnd(4).slice(0, 4)))),
  onlyCustom(on([0x1d, 0x49, 0x01], () => [0x86])),
  on([0x1d, 0x49], (p, c) => identity[c[2] ?? 0]?.(p) ?? silence),
  onlyEpson(on([0x1d, 0x67, 0x32], (p, c) => counterAnswer(p, number(c)))),
  onlyEpson(
    on([0x1d, 0x67, 0x30], (p, c) => {
      resetOf[number(c)]?.(p);
      return silence;
    }),
  ),
  onlyCustom(
    on([0x1d, 0xe0], (p, c) => {
      p.autoFullMask = c[2] ?? 0;
      return silence;
    }),
  ),
  onlyCustom((p, c) => (c[0] === 0x1d && c.length === 2 ? answerOf(customCounter[c[1] ?? 0], p) : undefined)),
  onlyCustom(
    on([0x1d, 0x65], (p, c) => {
      if (c[2] === 2 && p.flags.has("ticketNotTaken")) p.counters.retracted += 1;
      if (c[2] === 2 || c[2] === 5) p.flags.delete("ticketNotTaken");
      return silence;
    }),
  ),
  onlyCustom(
    on([0x1c, 0x50], (p) => {
      cutPaper(p);
      return silence;
    }),
  ),
  // Anything else of one byte is text; longer commands change how it looks, not what it is.
  (p, c) => {
    if (c.length === 1 && (c[0] ?? 0) >= 0x20) {
      p.column += 1;
      if (p.column >= 48) feedLine(p);
    }
    return silence;
  },
];

const paperByte = (p: Printer): number => {
  const { nearEnd, paperEnd } = conditions(p);
  return (nearEnd ? 0x03 : 0) | (paperEnd ? 0x0c : 0);
};

/** At most ten digits; an unsupported number gets no answer. */
const counterAnswer = (p: Printer, n: number): readonly number[] => {
  const counter = counterOf[n];
  return counter ? block(String(Math.floor(counter(p)) % 4_294_967_296)) : silence;
};

const answerOf = (say: ((p: Printer) => string) | undefined, p: Printer) => (say ? text(say(p)) : undefined);
