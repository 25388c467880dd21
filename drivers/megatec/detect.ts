import type { Detection, DetectTalk } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import { decode, encode, type Line, maxFrame, rule } from "./codec.ts";

/** A status line takes 200 ms at 2400 baud, and units think for some hundred before it. */
const answerMs = 1_000;

const line = <K extends Line["kind"]>({ ask }: DetectTalk, command: string, kind: K) =>
  ask(
    encode(command),
    answerMs,
    answerIn(rule, maxFrame, (frame) => {
      const said = decode(frame);
      return said?.kind === kind ? (said as Extract<Line, { kind: K }>) : undefined;
    }),
  );

/** Q1 and I only ask (sheet, section 2). A line of nine numbers in their columns is no chance, though it has no checksum. */
export const detect: Detection<unknown> = {
  loudness: 2,
  silentMs: answerMs,
  async probe(talk) {
    if (!(await line(talk, "Q1", "status"))) return undefined;
    const vendor = (await line(talk, "I", "vendor"))?.vendor;
    const told = Object.entries(vendor ?? {}).filter(([, text]) => text !== "");
    return told.length > 0 ? { confidence: "certain", identity: Object.fromEntries(told) } : { confidence: "likely" };
  },
};
