import type { Detection, DetectTalk } from "../api.ts";
import { sameBytes } from "../wire/fields.ts";
import { answerIn } from "../wire/recognise.ts";
import { commands, decodeSetup, encode, maxFrame, ok, packetOf, rule } from "./codec.ts";
import { foreignUnits } from "./status.ts";

const answerMs = 500;
/** SYNC carries flag 1, the packet after it flag 0 (ssp.md §2). */
const first = 0x80;

/** The data of the answer to one packet: same flag and address, and not our own echo. */
const asked = ({ ask }: DetectTalk, seq: number, command: number): Promise<Uint8Array | undefined> => {
  const sent = encode(seq, [command]);
  const read = answerIn(rule, maxFrame, (frame) => {
    const packet = packetOf(frame);
    return packet.seq === seq && !sameBytes(frame, sent) ? packet.data : undefined;
  });
  return ask(sent, answerMs, read);
};

const serialOf = (answer: Uint8Array | undefined): string | undefined =>
  answer?.[0] === ok && answer.length === 5
    ? String(new DataView(answer.buffer, answer.byteOffset + 1, 4).getUint32(0))
    : undefined;

/**
 * SYNC, then SETUP REQUEST and SERIAL NUMBER. Never POLL: it would accept a note that waits in escrow, and take events that its own host has to book. A hopper
 * or a payout unit answers at another address and is none of ours.
 */
export const detect: Detection<{ readonly address: number }> = {
  loudness: 1,
  silentMs: answerMs,
  async probe(talk, { address }) {
    const sync = await asked(talk, first | address, commands.sync);
    if (sync?.[0] !== ok) return undefined;
    const setup = await asked(talk, address, commands.setup);
    const unit = setup && decodeSetup(setup);
    if (unit && foreignUnits.has(unit.unitType)) return undefined;
    const serial = serialOf(await asked(talk, first | address, commands.serial));
    return {
      confidence: unit || serial ? "certain" : "likely",
      identity: {
        manufacturer: "Innovative Technology",
        ...(unit?.firmware && { firmware: unit.firmware }),
        ...(serial && { serial }),
      },
    };
  },
};
