import type { ComponentReading, DeviceCode } from "../api.ts";
import type { ReaderState } from "./codec.ts";

/** So many different cards in a row that are mute are the reader's fault, as for a reader that we drive ourselves. */
export const wornAfter = 3;

const stateCode = (state: number): string => `pcscd state ${state.toString(16).toUpperCase().padStart(4, "0")}`;

export const mediaOf = ({ card, state }: ReaderState): ComponentReading => {
  if (card === "absent") return { state: "notPresent" };
  return { state: card === "present" ? "present" : "unknown", vendorCode: stateCode(state) };
};

/** `muteCards`: how many cards in a row were mute, this one included. An unknown state is a reader that the daemon cannot speak with. */
export const chipModuleOf = (reader: ReaderState, muteCards: number): ComponentReading => {
  if (reader.card === "unknown")
    return { state: "inoperable", vendorCode: `${stateCode(reader.state)} no communication` };
  return muteCards >= wornAfter
    ? { state: "inoperable", vendorCode: `${stateCode(reader.state)} mute, ${muteCards} cards` }
    : { state: "ok" };
};

export const codes: readonly DeviceCode[] = [
  {
    code: "SCARD_UNKNOWN 0001",
    text: "the daemon cannot speak with the reader",
    component: "chipModule",
    state: "inoperable",
  },
  { code: "SCARD_ABSENT 0002", text: "no card", component: "media", state: "notPresent" },
  { code: "SCARD_PRESENT 0004", text: "card present", component: "media", state: "present" },
  {
    code: "SCARD_SWALLOWED 0008, three cards in a row",
    text: "mute cards",
    component: "chipModule",
    state: "inoperable",
  },
  { code: "SCARD_ABSENT to SCARD_PRESENT", text: "a card was put in", event: "cardInserted" },
  { code: "SCARD_PRESENT to SCARD_ABSENT", text: "the card has left the reader", event: "cardTaken" },
  { code: "no record of this name", text: "the daemon has no such reader", error: "portMissing" },
  { code: "rv of CMD_VERSION", text: "the daemon speaks another version of its protocol", error: "refused" },
];
