import { type CommandResult, DriverError } from "../api.ts";
import { failed, runOf, succeeded } from "../command.ts";
import {
  type Answer,
  type CommandName,
  commands,
  decodeSensors,
  decodeSerial,
  decodeVersion,
  type Sensors,
} from "./codec.ts";
import type { Crt310Session, Status } from "./session.ts";
import { cardPlaces, refusalOf, results, resultVendorCode, stateOf, statusVendorCode, vendorCode } from "./status.ts";

const refusedBy = (command: CommandName, answer: Extract<Answer, { kind: "refused" }>): CommandResult => {
  const { text, refusal } = refusalOf(answer.code);
  return failed(refusal, `${text} (${vendorCode(answer.frame, commands[command], answer.code)})`);
};

/** The end of a move in words; undefined if it succeeded. */
const complaint = (command: CommandName, answer: Answer): CommandResult | undefined => {
  if (answer.kind === "refused") return refusedBy(command, answer);
  const p = answer.data[0] ?? 0;
  if (p === 0x59) return undefined;
  const { text, refusal } = results[p] ?? { text: "an end that is in no table" };
  return failed(refusal ?? "deviceFault", `${text} (${resultVendorCode(commands[command], p)})`);
};

const placeOf = (status: Status): string =>
  "place" in status
    ? (cardPlaces[status.place[0]]?.text ?? `unknown (${statusVendorCode(1, status.place[0])})`)
    : "unknown";

const sensorsOf = (told: Sensors | undefined): Record<string, unknown> =>
  told ? { seeing: told.seeing, shutterOpen: told.shutterOpen, entrySwitch: told.entrySwitch } : {};

type Run = (session: Crt310Session, args: Record<string, unknown>, signal: AbortSignal) => Promise<CommandResult>;

/** The read-only set for a remote technician (§7, safe remote set): moves and changes nothing. */
const selfTest: Run = async (session, _args, signal) => {
  const status = await session.status(signal);
  const sensors = await session.sensors(signal);
  const serial = await session.talk.query("serial", signal);
  const number = serial.kind === "normal" ? decodeSerial(serial.data) : undefined;
  const result = { ...sensorsOf(sensors && decodeSensors(sensors.data)), ...(number ? { serial: number } : {}) };
  if ("refused" in status) return { ...refusedBy("status", status.refused), result };
  return succeeded({ card: placeOf(status), ...result });
};

const readSensors: Run = async (session, _args, signal) => {
  const answer = await session.sensors(signal);
  const told = answer && decodeSensors(answer.data);
  return told ? succeeded(sensorsOf(told)) : failed("unsupported", "this model tells no sensors");
};

/** Reset 30/30, then a status: cured only if that shows no card of the wrong length. */
const initialize: Run = async (session, _args, signal) => {
  const done = await session.reset(signal);
  if (done.kind === "refused") return refusedBy("reset", done);
  const status = await session.status(signal);
  if ("refused" in status) return refusedBy("status", status.refused);
  const version = decodeVersion(done.data);
  const result = { ...(version ? { firmware: version } : {}), card: placeOf(status) };
  if (stateOf(cardPlaces, status.place[0]) === "jammed")
    return failed("deviceFault", `${placeOf(status)} (${statusVendorCode(1, status.place[0])})`, result);
  return succeeded(result);
};

/** A move that says it failed is tried once more after a look (§7.6); one without an answer never. */
const eject: Run = async (session, _args, signal) => {
  for (let n = 1; ; n++) {
    const before = await session.status(signal);
    if ("refused" in before) return refusedBy("status", before.refused);
    if (before.place[0] === 0x4e) return failed("noCard", "there is no card in the reader");
    const answer = await session.release(signal);
    const wrong = complaint("release", answer);
    const again = wrong !== undefined && answer.kind === "normal" && answer.data[0] === 0x4e && n === 1;
    if (!again) return wrong ?? succeeded({ card: placeOf(await session.status(signal)) });
  }
};

const setEntry: Run = async (session, { open }, signal) => {
  if (typeof open !== "boolean") throw new DriverError("badArgs", "open is true or false");
  const wish = open ? "open" : "closed";
  const answer = await session.setEntry(wish, signal);
  if (answer.kind === "refused") return refusedBy(session.entry.commandFor(wish), answer);
  session.entry.keep(wish);
  const status = await session.status(signal);
  if ("refused" in status) return refusedBy("status", status.refused);
  if (!session.entry.isAs(wish, status.place))
    return failed("notTaken", `the entry stays as it was (${statusVendorCode(2, status.place[1])})`);
  return succeeded({ open });
};

const runs: Readonly<Record<string, Run>> = { selfTest, initialize, eject, readSensors, setEntry };

/** Runs a command of the driver's table. Throws `DriverError` `badArgs`, else what the conversation throws. */
export const runCommand = async (
  session: Crt310Session,
  command: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<CommandResult> => {
  return runOf(runs, command)(session, args, signal);
};
