import type { Detection } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import { commands, decode, decodeIdentification, maxFrame, request, rule } from "./codec.ts";

const identification = request(commands.identify);
const ack = request(commands.ack);

/**
 * IDENTIFICATION: answered with the part number where the unit is at rest, with ILLEGAL COMMAND in any other state (ccnet.md §4), and both are frames of this
 * protocol only. Never POLL: the ACK behind it would take the note's event from the host that has to book it.
 */
export const detect: Detection<unknown> = {
  loudness: 1,
  silentMs: 400,
  async probe({ ask, send }) {
    const match = answerIn(rule, maxFrame, (frame) => decode(identification, frame));
    const answer = await ask(identification, detect.silentMs, (heard) => {
      const said = match(heard);
      return said?.kind === "echo" ? undefined : said;
    });
    if (answer?.kind === "illegal" || answer?.kind === "nak") return { confidence: "likely" };
    if (answer?.kind !== "data") return undefined;
    await send(ack);
    const known = decodeIdentification(answer.data);
    return known
      ? { confidence: "certain", identity: { model: known.part, serial: known.serial } }
      : { confidence: "likely" };
  },
};
