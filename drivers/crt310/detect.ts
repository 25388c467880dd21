import type { Detection, DetectTalk } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import {
  type Answer,
  type CommandName,
  commands,
  control,
  decode,
  decodeSerial,
  maxFrame,
  request,
  rule,
} from "./codec.ts";

const ackMs = 300;
const answerMs = 500;
const enq = Uint8Array.of(control.enq);
const eot = Uint8Array.of(control.eot);

const isAck = (heard: Uint8Array): true | undefined => (heard.includes(control.ack) ? true : undefined);

/** Command, ACK, ENQ, answer (crt-310-card-reader.md §3). Without an answer EOT takes the command back. */
const asked = async ({ ask, send }: DetectTalk, name: CommandName): Promise<Answer | undefined> => {
  const sent: readonly number[] = commands[name];
  if (!(await ask(request(...sent), ackMs, isAck))) return undefined;
  const answer = await ask(
    enq,
    answerMs,
    answerIn(rule, maxFrame, (frame) => decode(sent, frame)),
  );
  if (!answer) await send(eot);
  return answer;
};

/** STATUS and SERIAL NUMBER: neither moves a card nor reads one. */
export const detect: Detection<unknown> = {
  loudness: 1,
  silentMs: ackMs,
  async probe(talk) {
    const status = await asked(talk, "status");
    if (!status) return undefined;
    const answer = await asked(talk, "serial");
    const serial = answer?.kind === "normal" ? decodeSerial(answer.data) : undefined;
    return {
      confidence: serial ? "certain" : "likely",
      identity: { manufacturer: "Creator", ...(serial && { serial }) },
    };
  },
};
