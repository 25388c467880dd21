import { type Driver, DriverError } from "../../drivers/api.ts";
import { bytesOf, hex } from "../../drivers/wire/fields.ts";
import { leaksIn, testPans, tracksOf } from "../support/card-numbers.ts";
import { type Bench, openBench, type Subject } from "./bench.ts";

/** How the tracks get onto the line. */
export const ways = ["inside every answer", "before every answer", "in a frame nobody asked for"] as const;
export type Way = (typeof ways)[number];

export interface CardLine extends Subject {
  /** A valid frame of this protocol with a text in it. */
  readonly envelope: (frame: Uint8Array, text: Uint8Array) => Uint8Array;
  /** A frame of an answer that carries tracks. */
  readonly trackFrame: (text: Uint8Array) => Uint8Array;
}

/** What a person could get to see of the bytes: as `probe --frames` and the evidence of a command show them. */
const shownBytes = (driver: Driver, bench: Bench): string =>
  bench.bytes
    .filter(({ bytes }) => driver.showFrame?.(bytes) ?? true)
    .map(({ bytes }) => hex(bytes))
    .join(" ");

const everythingSaid = async ({ driver }: Subject, bench: Bench): Promise<unknown[]> => {
  const said: unknown[] = [];
  const note = (end: unknown) =>
    said.push(
      end instanceof DriverError
        ? [end.message, end.stack, end.context, String(end.cause)]
        : end instanceof Error
          ? end.stack
          : end,
    );
  const listen = async (call: (s: AbortSignal) => Promise<unknown>) => {
    const end = await bench.ending(call, 60_000);
    if (end.kind === "value") note(end.value);
    if (end.kind === "error") note(end.error);
  };
  await listen((s) => bench.session.identify(s));
  for (let n = 0; n < 4; n++) await listen((s) => bench.session.poll(s));
  for (const command of driver.commands) await listen((s) => bench.session.run(command.name, {}, s));
  return [...said, ...bench.events];
};

/** S7: puts tracks on the line in one way and collects where they came out again; none is right. */
export const cardLeaks = async (line: CardLine, way: Way, seed: number): Promise<string[]> => {
  const tracks = bytesOf(testPans.flatMap(tracksOf).join(""));
  const forge = (bytes: Uint8Array): Uint8Array => {
    if (way === "inside every answer") return line.envelope(bytes, tracks);
    return way === "before every answer" ? Uint8Array.from([...tracks, ...bytes]) : bytes;
  };
  const bench = openBench(line, { seed, forge });
  try {
    if (way === "in a frame nobody asked for") {
      const frame = line.trackFrame(tracks);
      await bench.babble(frame);
      for (const byte of frame) await bench.babble(Uint8Array.of(byte));
      await bench.babble(frame.slice(0, 60));
      await bench.babble(frame.slice(60));
      await bench.clock.advance(1_000);
    }
    const said = JSON.stringify(await everythingSaid(line, bench));
    return [
      ...leaksIn(said).map((pan) => `${pan} came out of the driver`),
      ...leaksIn(shownBytes(line.driver, bench)).map((pan) => `${pan} is in the bytes that are shown`),
    ];
  } finally {
    await bench.close();
  }
};
