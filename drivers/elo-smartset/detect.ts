import type { Detection } from "../api.ts";
import { answerIn } from "../wire/recognise.ts";
import { decode, encode, looksLegacy, type Packet, packetLength, rule } from "./codec.ts";
import { classes, technologies } from "./status.ts";

const answerMs = 500;

const packetIn = <K extends Packet["kind"]>(kind: K) =>
  answerIn(rule, packetLength, (frame) => {
    const packet = decode(frame);
    return packet.kind === kind ? (packet as Extract<Packet, { kind: K }>) : undefined;
  });

/** ID query (elo-smartset.md §3.3): read only. A finger on the glass meanwhile only adds touch packets. */
export const detect: Detection<unknown> = {
  loudness: 1,
  silentMs: answerMs,
  async probe({ ask }) {
    const packet = await ask(encode("i"), answerMs, packetIn("identity"));
    const technology = packet && technologies[packet.technology];
    if (!packet || !technology) return undefined;
    const type = classes[packet.class];
    return {
      confidence: "certain",
      identity: {
        manufacturer: "Elo",
        model: type === undefined ? technology : `${technology} ${type}`,
        firmware: packet.firmware,
      },
    };
  },
  unasked: (heard) => packetIn("touch")(heard) !== undefined || looksLegacy(heard),
};
