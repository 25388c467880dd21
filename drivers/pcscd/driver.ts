import { Type } from "typebox";
import { defineDriver } from "../api.ts";
import { noArgs } from "../command.ts";
import { PcscdSession } from "./session.ts";
import { codes } from "./status.ts";

export const config = Type.Object(
  {
    reader: Type.String({
      default: "",
      maxLength: 128,
      description: "a part of the reader's name as pcscd says it; empty where it has only one reader",
    }),
  },
  { additionalProperties: false },
);

/** A smart card reader that pcscd owns. Watches it through the daemon, which goes on serving the payment application. */
export default defineDriver({
  name: "pcscd",
  title: "Smart card reader behind pcscd (PC/SC)",
  deviceClass: "cardReader",
  protocol: "pcsc-lite socket protocol 4.4: CMD_VERSION, CMD_GET_READERS_STATE",
  models: ["every reader that pcsc-lite serves (Debian packages pcscd, libccid)"],
  maturity: "beta",
  line: { kind: "system" },
  codes,
  config,
  poll: { everyMs: 2_000, deadlineMs: 5_000 },
  commands: [
    {
      name: "selfTest",
      title: "Read the state of all readers that pcscd has",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 8_000,
      args: noArgs,
    },
  ],
  // No frame is ever kept: its answers hold the cards' answers to reset.
  showFrame: () => false,
  open: ({ root }, settings, env) => new PcscdSession(root, settings, env),
});
