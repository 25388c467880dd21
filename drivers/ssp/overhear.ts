import type { Static } from "typebox";
import type { CommandResult, DeviceSession, DriverEnv, DriverEvent, Ear, HeardFrame, SharedLine } from "../api.ts";
import { notHeard } from "../cash-box/book.ts";
import { earOf } from "../wire/ear.ts";
import { fromHex, hex } from "../wire/fields.ts";
import { OverheardSession } from "../wire/overheard.ts";
import { commands, type Exchange, exchangeOf, maxFrame, ok, packetOf, rule, sealed } from "./codec.ts";
import type { config } from "./config.ts";
import { timing } from "./conversation.ts";
import { eventsOf } from "./events.ts";
import { type Heard, heard, nothingHeard } from "./heard.ts";
import { parts, readingOf } from "./reading.ts";
import { meanings, responseText, vendorCode } from "./status.ts";

const names = new Map<number, string>(Object.entries(commands).map(([name, code]) => [code, name]));

/** `setInhibits` as people write it: `set inhibits`. */
const nameOf = (command: number): string => {
  if (command === sealed) return "encrypted";
  const name = names.get(command) ?? `command ${hex(Uint8Array.of(command))}`;
  return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
};

const isPoll = (command: number | undefined): boolean => command === commands.poll || command === commands.pollWithAck;

/** Without the version and kind of the unit the layout of some events is not known; their codes are. */
const plainDialect = { version: 6, unitType: 0 } as const;

const ofUnit = (bytes: Uint8Array, asked: Uint8Array | undefined): string => {
  const exchange = asked && exchangeOf(asked, bytes);
  if (!exchange) return "no answer to anything that was asked";
  const [code, ...data] = exchange.answer;
  if (code === sealed) return "encrypted";
  if (code !== ok) return responseText(code);
  if (!isPoll(exchange.request[0])) return data.length > 0 ? `OK, ${data.length} bytes` : "OK";
  const said = eventsOf(exchange.answer, plainDialect).events.map(
    (e) => `${vendorCode(e)} ${meanings[e.code]?.text ?? ""}`,
  );
  return said.length > 0 ? said.join(", ") : "OK, nothing new";
};

export const ear = (): Ear =>
  earOf({
    toDevice: rule,
    fromDevice: () => rule,
    maxLength: maxFrame,
    interByteMs: timing.interByteMs,
    answerMs: timing.answerMs,
    isQuestion: () => true,
    isAnswer: (asked, frame) => exchangeOf(asked, frame) !== undefined,
    describe: ({ toDevice, bytes, asked }: HeardFrame) =>
      toDevice ? nameOf(packetOf(bytes).data[0] ?? 0) : ofUnit(bytes, asked),
  });

/** A unit that is not polled for 5 to 10 s disables itself: no master lets it come to that. */
const applicationSilentMs = 15_000;
const deviceSilentMs = 5_000;

interface Known {
  readonly heard: Heard;
  /** Monotonic time of the newest answer to a poll. */
  readonly polledAt: number | undefined;
}

/** The exchange before a restart: the same one sent again is a retransmission and no second note. */
const markOf = ({ heard: { last, before, lastCredit } }: Known): unknown => ({
  before: [...before],
  ...(lastCredit === undefined ? {} : { lastCredit }),
  ...(last
    ? { last: { seq: last.seq, request: hex(last.request), answer: hex(last.answer), frame: hex(last.frame) } }
    : {}),
});

const exchangeIn = (value: unknown): Exchange | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  const { seq, request, answer, frame } = value as Readonly<Record<string, unknown>>;
  const sound = typeof seq === "number" && [request, answer, frame].every((b) => typeof b === "string");
  if (!sound) return undefined;
  return {
    seq,
    request: fromHex(request as string),
    answer: fromHex(answer as string),
    frame: fromHex(frame as string),
  };
};

const resumed = (known: Known, mark: unknown): Known => {
  if (typeof mark !== "object" || mark === null) return known;
  const { before, lastCredit, last } = mark as Readonly<Record<string, unknown>>;
  const codes = Array.isArray(before) ? before.filter((code): code is number => typeof code === "number") : [];
  return {
    ...known,
    heard: {
      ...known.heard,
      before: new Set(codes),
      lastCredit: typeof lastCredit === "number" ? lastCredit : undefined,
      last: exchangeIn(last),
    },
  };
};

/** The unit's health out of the application's polls. Nothing of ours is ever put in: every packet turns the sequence flag, and a poll takes its events. */
export const openShared = (line: SharedLine, settings: Static<typeof config>, env: DriverEnv): DeviceSession => {
  const { cashBoxSensor: sensor, capacity, highPercent, rejectLimit } = settings;
  const sight = { sensor, capacity, highPercent, rejectLimit, starting: false };
  const read = ({ heard: is, polledAt }: Known, mono: number, link: Record<string, number>) =>
    polledAt !== undefined && mono - polledAt < applicationSilentMs
      ? readingOf(is, { ...sight, mono, link })
      : undefined;
  const selfTest = async (known: Known): Promise<CommandResult> => {
    const reading = read(known, env.clock.mono(), {});
    if (!reading) return { status: "failed", reason: { code: "notHeard", text: "no poll of the unit was heard yet" } };
    const components = Object.fromEntries(Object.entries(reading.components).map(([name, c]) => [name, c.state]));
    return { status: "succeeded", result: { components, overheard: true } };
  };
  return new OverheardSession<Known>(line, env, {
    ear: ear(),
    begin: (memory, now) => ({
      heard: nothingHeard({ book: memory.get("book"), unit: memory.get("unit") }, now),
      polledAt: undefined,
    }),
    learn(known, { toDevice, asked, bytes, at }, when) {
      const nothing: readonly DriverEvent[] = [];
      const exchange = toDevice || !asked ? undefined : exchangeOf(asked, bytes);
      if (!exchange) return { state: known, events: nothing };
      const { is, events } = heard(known.heard, exchange, { ...when, sensor, wasUp: false });
      return { state: { heard: is, polledAt: isPoll(exchange.request[0]) ? at : known.polledAt }, events };
    },
    keep(memory, { heard: was }, { heard: is }) {
      if (is.unit !== was.unit) memory.set("unit", is.unit);
      if (is.book !== was.book) memory.set("book", is.book);
    },
    missed: ({ heard: was }) => ({
      heard: { ...was, book: notHeard(was.book), polled: undefined, last: undefined, before: new Set() },
      polledAt: undefined,
    }),
    mark: markOf,
    resume: resumed,
    identity: ({ heard: { unit } }) => (unit ? { manufacturer: "Innovative Technology", ...unit.identity } : {}),
    reading: (known, { mono, link }) => read(known, mono, link),
    parts,
    money: true,
    applicationSilentMs,
    deviceSilentMs,
    commands: { selfTest },
  });
};
