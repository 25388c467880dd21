import type { Detection } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import { decode, encode, functions, maxFrame, ruleFor } from "./codec.ts";

const answerMs = 250;
/** Exceptions of a module that does know function 02: it lacks these inputs, or is busy. 01 says that it is no input module. */
const ofInputModules: ReadonlySet<number> = new Set([0x02, 0x03, 0x04, 0x06]);

/** Reads eight inputs: what the driver does all the time. Plain modules have no name, so it is never certain (modbus-io.md §3). */
export const detect: Detection<{ readonly unit: number; readonly start: number; readonly count: number }> = {
  loudness: 1,
  silentMs: answerMs,
  places: [{}, { unit: 2 }, { unit: 3 }, { unit: 4 }, { unit: 5 }, { unit: 6 }, { unit: 7 }, { unit: 8 }],
  bus: true,
  async probe({ ask }, { unit, start, count }) {
    const question = { unit, fn: functions.discreteInputs, start, count };
    const answer = await ask(
      encode(question),
      answerMs,
      answerIn(ruleFor(question), maxFrame, (frame) => {
        const said = decode(frame, question);
        return said.kind === "bits" || said.kind === "exception" ? said : undefined;
      }),
    );
    if (!answer || (answer.kind === "exception" && !ofInputModules.has(answer.code))) return undefined;
    return { confidence: "likely" };
  },
};
