import { Type } from "typebox";
import { defineDriver } from "../api.ts";
import { noArgs } from "../command.ts";
import { bulkPort } from "../wire/bulk.ts";
import { isShowable } from "./codec.ts";
import { CcidSession } from "./session.ts";
import { codes } from "./status.ts";

export const config = Type.Object(
  {
    slot: Type.Integer({ default: 0, minimum: 0, maximum: 15, description: "which slot of the reader customers use" }),
  },
  { additionalProperties: false },
);

/** USB smart card readers. Reads status; no command that speaks with a card or moves it is in the codec. */
export default defineDriver({
  name: "ccid",
  title: "USB smart card reader (CCID)",
  deviceClass: "cardReader",
  protocol: "USB Integrated Circuit Card Devices (CCID) revision 1.1; ISO/IEC 7816-3 for the answer to reset",
  models: ["every reader of USB class 0B/00/00: HID OMNIKEY, Identiv, Gemalto/Thales, Cherry, ACS and others"],
  maturity: "beta",
  line: {
    kind: "usb",
    interfaceClass: 0x0b,
    subclass: 0x00,
    protocol: 0x00,
    holders: [{ program: "pcscd", socket: "/run/pcscd/pcscd.comm" }],
  },
  codes,
  // The class is the protocol: nothing else may say 0B/00/00.
  recognise: () => ({ confidence: "certain" }),
  config,
  poll: { everyMs: 2_000, deadlineMs: 12_000 },
  commands: [
    {
      name: "selfTest",
      title: "Read the slot, the clocks and data rates, and what the reader can do",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 15_000,
      args: noArgs,
    },
    {
      name: "testCard",
      title: "Power the card in the slot on and off and judge its answer to reset",
      disturbs: "device",
      automatic: false,
      resets: false,
      timeoutMs: 30_000,
      args: noArgs,
    },
  ],
  showFrame: isShowable,
  open: (port, settings, env) => new CcidSession(port, bulkPort(port, env.clock), settings, env),
});
