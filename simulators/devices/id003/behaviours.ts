import type { Acceptor } from "./acceptor.ts";
import { textBytes } from "./settings.ts";

/** Code and data of an answer, or nothing if this behaviour is not meant. */
export type Behaviour = (acceptor: Acceptor, request: Uint8Array) => readonly number[] | undefined;

const ack = [0x50];
const invalid = [0x4b];
const done = (yes: boolean) => (yes ? ack : invalid);

const dataOf = (request: Uint8Array): number[] => [...request.subarray(3, request.length - 2)];

/** A command without data. */
const plain =
  (command: number, does: (a: Acceptor) => readonly number[]): Behaviour =>
  (acceptor, request) =>
    request[2] === command && request.length === 5 ? does(acceptor) : undefined;

/** Settings are answered by themselves (§4.2), with their own lengths. */
const settingLengths: Readonly<Record<number, number>> = {
  0xc0: 2,
  0xc1: 2,
  0xc2: 1,
  0xc3: 1,
  0xc4: 1,
  0xc5: 2,
  0xc6: 2,
  0xc7: 1,
  0xcd: 1,
};

const settings: Behaviour = (acceptor, request) => {
  const command = request[2] ?? 0;
  const data = dataOf(request);
  if (settingLengths[command] === undefined) return undefined;
  if (settingLengths[command] !== data.length) return invalid;
  return acceptor.configure(command, data) ? [command, ...data] : invalid;
};

/** 80–87: what C0–C7 were set to (§4.3). */
const readBack: Behaviour = (acceptor, request) => {
  const command = request[2] ?? 0;
  const register = command >= 0x80 && command <= 0x87 ? acceptor.registers.get(command + 0x40) : undefined;
  return register && request.length === 5 ? [command, ...register] : undefined;
};

/** First that answers wins; what none of them knows is INVALID COMMAND. */
export const behaviours: readonly Behaviour[] = [
  plain(0x11, (a) => a.say()),
  (a) => (a.broken.has("invalidCommands") ? invalid : undefined),
  plain(0x40, (a) => {
    a.reset();
    return ack;
  }),
  plain(0x41, (a) => done(a.stack(false))),
  plain(0x42, (a) => done(a.stack(true))),
  plain(0x43, (a) => done(a.giveBack())),
  plain(0x44, (a) => done(a.hold())),
  // The effect of WAIT is unconfirmed: it is taken where a bill is held, and does nothing.
  plain(0x45, (a) => done(a.status === 0x13 || a.status === 0x19)),
  settings,
  readBack,
  plain(0x88, (a) => [0x88, ...textBytes(a.settings.version)]),
  plain(0x89, (a) => [0x89, ...textBytes(a.settings.bootVersion)]),
  plain(0x8a, (a) => [0x8a, ...a.settings.currencies.flat()]),
  plain(0x91, (a) => [0x91, ...textBytes(a.settings.serial)]),
  () => invalid,
];
