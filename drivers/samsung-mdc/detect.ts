import type { Detection, DetectTalk } from "../api.ts";
import { ascii } from "../wire/fields.ts";
import { answerIn } from "../wire/recognise.ts";
import { type Answer, code, decode, encode, maxFrame, rule } from "./codec.ts";

const answerMs = 500;

const asked = ({ ask }: DetectTalk, command: number, id: number): Promise<Answer | undefined> =>
  ask(
    encode(command, id),
    answerMs,
    answerIn(rule, maxFrame, (frame) => {
      const answer = decode(frame);
      return answer?.id === id && answer.command === command ? answer : undefined;
    }),
  );

const text = async (talk: DetectTalk, command: number, id: number): Promise<string> => {
  const answer = await asked(talk, command, id);
  return answer?.kind === "ack" ? ascii(answer.values).slice(0, 80) : "";
};

/** STATUS, then model, serial number and software (samsung-mdc.md §3): questions without data change nothing. ID FE (all displays) is answered by none. */
export const detect: Detection<{ readonly id: number }> = {
  loudness: 1,
  silentMs: answerMs,
  places: [{}, { id: 0 }, { id: 2 }, { id: 3 }, { id: 4 }],
  bus: true,
  async probe(talk, { id }) {
    const status = await asked(talk, code.status, id);
    if (!status) return undefined;
    const [model, serial, firmware] = [
      await text(talk, code.model, id),
      await text(talk, code.serial, id),
      await text(talk, code.software, id),
    ];
    return {
      confidence: model || serial ? "certain" : "likely",
      identity: {
        manufacturer: "Samsung",
        ...(model && { model }),
        ...(serial && { serial }),
        ...(firmware && { firmware }),
      },
    };
  },
};
