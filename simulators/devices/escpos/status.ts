import { conditions, isOffline, type Printer, paperLow, paperOut } from "./printer.ts";

/** Sets bits by table: value, condition. */
const bits = (base: number, ...table: readonly (readonly [number, boolean])[]): number =>
  table.reduce((value, [bit, on]) => (on ? value | bit : value), base);

/** DLE EOT 1 to 4: `0xx1xx10` (sheet 3). */
export const realTime = (p: Printer, n: number): number | undefined => {
  const c = conditions(p);
  const error = c.cutter || c.recoverable || c.unrecoverable || c.autoRecoverable;
  switch (n) {
    case 1:
      return bits(0x12, [0x04, p.settings.drawerHigh], [0x08, isOffline(p)], [0x20, c.waiting], [0x40, c.feeding]);
    case 2:
      return bits(0x12, [0x04, c.cover], [0x08, c.feeding], [0x20, c.paperEnd], [0x40, error]);
    case 3:
      return bits(0x12, [0x04, c.recoverable], [0x08, c.cutter], [0x20, c.unrecoverable], [0x40, c.autoRecoverable]);
    case 4:
      return bits(0x12, [0x0c, c.nearEnd], [0x60, c.paperEnd]);
    case 17:
      return p.settings.profile === "custom" ? bits(0x12, [0x20, c.paperEnd]) : undefined;
    default:
      return undefined;
  }
};

/** The four bytes of automatic status back (sheet 4). */
export const asb = (p: Printer): number[] => {
  const c = conditions(p);
  return [
    bits(0x10, [0x04, p.settings.drawerHigh], [0x08, isOffline(p)], [0x20, c.cover], [0x40, c.feeding]),
    bits(
      0x00,
      [0x01, c.waiting],
      [0x04, c.recoverable],
      [0x08, c.cutter],
      [0x20, c.unrecoverable],
      [0x40, c.autoRecoverable],
    ),
    bits(0x00, [0x03, c.nearEnd], [0x0c, c.paperEnd]),
    p.settings.byte4 & 0x6f,
  ];
};

/** Which enable bit of GS a makes which bits a trigger (TM-T88III, sheet 4). */
const triggers: readonly (readonly [enable: number, masks: readonly [number, number, number]])[] = [
  [0x01, [0x04, 0x00, 0x00]],
  [0x02, [0x68, 0x01, 0x0f]],
  [0x04, [0x00, 0x6c, 0x00]],
  [0x08, [0x00, 0x00, 0x0f]],
  [0x40, [0x00, 0x02, 0x00]],
];

/** Did something change that the host asked to hear of? */
export const isTriggered = (mask: number, before: readonly number[], now: readonly number[]): boolean =>
  triggers.some(
    ([enable, masks]) => mask & enable && masks.some((m, i) => ((before[i] ?? 0) & m) !== ((now[i] ?? 0) & m)),
  );

/** Custom full status p u r f (sheet 7.1). */
export const full = (p: Printer): number[] => {
  const on = (...names: Parameters<Printer["flags"]["has"]>[0][]) => names.some((n) => p.flags.has(n));
  return [
    bits(0, [0x01, paperOut(p)], [0x04, paperLow(p)], [0x20, on("ticketNotTaken")]),
    bits(0, [0x01, on("headLifted")], [0x02, on("coverOpen")], [0x20, on("feedButton")]),
    bits(
      0,
      [0x01, on("headHot")],
      [0x02, on("communication")],
      [0x08, on("supplyVoltage")],
      [0x40, on("jam", "mechanical")],
      [0x80, on("blackMark")],
    ),
    bits(
      0,
      [0x01, on("cutterError", "cutterErrorHard")],
      [0x04, on("memory")],
      [0x40, on("unrecoverable")],
      [0x80, on("presenter")],
    ),
  ];
};
