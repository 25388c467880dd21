import type { Detection, DetectTalk } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import { commands, decode, decodeSerial, decodeVersion, maxFrame, request, rule } from "./codec.ts";

const answerMs = 400;

const data = ({ ask }: DetectTalk, command: number): Promise<Uint8Array | "refused" | undefined> => {
  const sent = request(command);
  const read = answerIn(rule, maxFrame, (frame) => {
    const answer = decode(sent, frame);
    if (answer?.kind === "data") return answer.data;
    return answer?.kind === "refused" || answer?.kind === "damaged" ? ("refused" as const) : undefined;
  });
  return ask(sent, answerMs, read);
};

/**
 * VERSION REQUEST: the answer is longer than the question, so no echo can pass for it (id003.md §2). Never STATUS REQUEST: an acceptor that is asked for its
 * status begins to run, and its idling is byte for byte our own question.
 */
export const detect: Detection<unknown> = {
  loudness: 1,
  silentMs: answerMs,
  async probe(talk) {
    const version = await data(talk, commands.version);
    if (version === undefined) return undefined;
    if (version === "refused") return { confidence: "likely" };
    const { model, firmware } = decodeVersion(version);
    const number = await data(talk, commands.serial);
    const serial = number instanceof Uint8Array ? decodeSerial(number) : "";
    return {
      confidence: model ? "certain" : "likely",
      identity: { ...(model && { model }), ...(firmware && { firmware }), ...(serial && { serial }) },
    };
  },
};
