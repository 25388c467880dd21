import { amount, channelValues, datasetData, firmwareData, le, serialData, setupData, unitData } from "./settings.ts";
import type { Validator } from "./validator.ts";

/** The bytes of an answer, or nothing if this behaviour is not meant. */
export type Behaviour = (validator: Validator, request: readonly number[]) => readonly number[] | undefined;

const fine = [0xf0];
const wrongParameters = [0xf3];

/** A command of this code; with another number of parameters it is F3 (§4.2). */
const on =
  (
    command: number,
    lengths: readonly number[],
    does: (v: Validator, p: readonly number[]) => readonly number[],
  ): Behaviour =>
  (validator, [code, ...parameters]) => {
    if (code !== command) return undefined;
    return lengths.includes(parameters.length) ? does(validator, parameters) : wrongParameters;
  };

const simply = (command: number, does: (v: Validator) => unknown): Behaviour =>
  on(command, [0], (v) => {
    does(v);
    return fine;
  });
const tells = (command: number, data: (v: Validator) => readonly number[]): Behaviour =>
  on(command, [0], (v) => [...fine, ...data(v)]);

/** First that answers wins; what none of them knows is F2. */
export const behaviours: readonly Behaviour[] = [
  simply(0x11, () => undefined),
  (v) => (v.broken.has("softwareError") ? [0xf6] : undefined),
  on(0x07, [0], (v) => [...fine, ...v.poll().flat()]),
  // RESET: the answer first, then the restart; `device.ts` does that.
  simply(0x01, () => undefined),
  on(0x06, [1], (v, [version = 0]) => {
    if (version > v.settings.maxVersion || version < 1) return [v.settings.refusesWith];
    v.version = version;
    return fine;
  }),
  tells(0x05, (v) => setupData(v.settings, v.version)),
  tells(0x0d, (v) => unitData(v.settings, v.version)),
  tells(0x0e, (v) => channelValues(v.settings, v.version)),
  tells(0x0f, (v) => [v.settings.channels.length, ...v.settings.channels.map(() => 2)]),
  tells(0x0c, (v) => serialData({ ...v.settings, serial: v.serial })),
  on(0x02, [2, 3, 4, 5, 6, 7, 8], (v, [low = 0, high = 0]) => {
    v.inhibits(low | (high << 8));
    return fine;
  }),
  simply(0x0a, (v) => {
    v.enabled = true;
  }),
  simply(0x09, (v) => {
    v.enabled = false;
  }),
  on(0x08, [0], (v) => (v.giveBack() ? fine : [0xf5])),
  on(0x18, [0], (v) => (v.hold() ? fine : [0xf8])),
  tells(0x17, (v) => [v.lastReject]),
  simply(0x03, () => undefined),
  simply(0x04, () => undefined),
  tells(0x20, (v) => firmwareData(v.settings)),
  tells(0x21, (v) => datasetData(v.settings)),
  tells(0x4f, (v) => [0x00, 0x14, 0x00, ...(v.pays ? [0x06, 0x15, 0x00] : [])]),
  (v, [code]) => (code === 0x58 && !v.settings.counters ? [0xf2] : undefined),
  tells(0x58, ({ counts: c }) => [
    5,
    ...[c.stacked, c.stored, c.dispensed, c.moved, c.rejected].flatMap((n) => le(n, 4)),
  ]),
  (v, [code]) => (code === 0x22 && !v.pays ? [0xf2] : undefined),
  tells(0x22, ({ settings, stored }) => [
    settings.channels.length,
    ...settings.channels.flatMap((channel, i) => [...le(i === 0 ? stored : 0, 2), ...amount(channel)]),
  ]),
  () => [0xf2],
];
