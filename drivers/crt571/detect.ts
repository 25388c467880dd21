import type { Detection, DetectTalk } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import {
  type Answer,
  type CommandName,
  commands,
  control,
  decode,
  decodeSerial,
  decodeText,
  maxFrame,
  request,
  rule,
} from "./codec.ts";

const ack = Uint8Array.of(control.ack);
const answerMs = 400;

/** One question that moves nothing: ACK and answer come in one go or in two. */
const asked = async ({ ask, send }: DetectTalk, address: number, name: CommandName): Promise<Answer | undefined> => {
  const [cm, pm] = commands[name];
  const sent = request(address, cm, pm);
  const answer = await ask(
    sent,
    answerMs,
    answerIn(rule, maxFrame, (frame) => decode(sent, frame)),
  );
  if (answer) await send(ack);
  return answer;
};

/** VERSION and SERIAL NUMBER (crt-card-reader.md §6); a unit that was not initialised since power-on refuses both with B0, and so is known, too. */
export const detect: Detection<{ readonly address: number }> = {
  loudness: 1,
  silentMs: answerMs,
  places: [{}, { address: 1 }, { address: 2 }, { address: 3 }],
  async probe(talk, { address }) {
    const version = await asked(talk, address, "version");
    if (!version) return undefined;
    if (version.kind === "negative") return { confidence: "likely" };
    const text = decodeText(version.data);
    const serial = await asked(talk, address, "serial");
    const number = serial?.kind === "positive" ? decodeSerial(serial.data) : undefined;
    return {
      confidence: text ? "certain" : "likely",
      identity: { ...(text ? { model: text, firmware: text } : {}), ...(number ? { serial: number } : {}) },
    };
  },
};
