import { billTable, identification } from "./settings.ts";
import type { Validator } from "./validator.ts";

/** The bytes of an answer after LNG, or nothing if this behaviour is not meant. */
export type Behaviour = (validator: Validator, request: Uint8Array) => readonly number[] | undefined;

const ack = [0x00];
const illegal = [0x30];

const bytes24 = (mask: number): number[] => [(mask >>> 16) & 0xff, (mask >>> 8) & 0xff, mask & 0xff];
const mask24 = (r: Uint8Array, at: number): number => ((r[at] ?? 0) << 16) | ((r[at + 1] ?? 0) << 8) | (r[at + 2] ?? 0);
const bytes16 = (n: number): number[] => [(n >>> 8) & 0xff, n & 0xff];

/** A command of this code and one of these lengths. */
const on =
  (command: number, lengths: readonly number[], does: (v: Validator, r: Uint8Array) => readonly number[]): Behaviour =>
  (validator, request) =>
    request[3] === command && lengths.includes(request.length) ? does(validator, request) : undefined;

const done = (yes: boolean) => (yes ? ack : illegal);

/** First that answers wins; what none of them knows is ILLEGAL COMMAND (§12). */
export const behaviours: readonly Behaviour[] = [
  on(0x33, [6], (v) => v.say()),
  (v) => (v.broken.has("illegalCommands") ? illegal : undefined),
  // One public driver sends an extra data byte 41 with RESET: both lengths are taken (§4).
  on(0x30, [6, 7], (v) => {
    v.reset();
    return ack;
  }),
  on(0x31, [6], (v) => [...bytes24(v.enabled), 0, 0, 0]),
  on(0x34, [12], (v, r) => done(v.setMasks(mask24(r, 4), mask24(r, 7)))),
  on(0x35, [6], (v) => done(v.stack())),
  on(0x36, [6], (v) => done(v.giveBack())),
  on(0x38, [6], (v) => done(v.hold())),
  on(0x37, [6], (v) => (v.tells() ? identification(v.settings) : illegal)),
  on(0x41, [6], (v) => (v.tells() ? billTable(v.settings) : illegal)),
  on(0x51, [6], () => [0x5a, 0x13, 0xc0, 0xde]),
  // The layout of the statistics is unconfirmed: five counters of two bytes, ours.
  on(0x60, [6], ({ counts: c }) => [c.stacked, c.returned, c.rejected, c.cheated, c.resets].flatMap(bytes16)),
  () => illegal,
];
