import { Type } from "typebox";
import { DriverError, defineDriver } from "../api.ts";
import { cardLeftAfterS, offers } from "../card-reader/offers.ts";
import { isShowable } from "./codec.ts";
import { codes } from "./codes.ts";
import { detect } from "./detect.ts";
import { Crt571Session } from "./session.ts";

export const config = Type.Object(
  {
    address: Type.Integer({ default: 0, minimum: 0, maximum: 15, description: "DIP switches of the unit; factory 0" }),
    initializeOnPowerUp: Type.Boolean({
      default: true,
      description: "send INITIALISE 33 (the card stays) when the unit says that it was restarted, with back-off",
    }),
    entry: Type.Enum(["open", "closed", "leave"], {
      default: "open",
      description:
        "entry at the gate after a start; leave: another program decides. The command setEntry overrides open and closed",
    }),
    stacker: Type.Boolean({
      default: true,
      description: "the unit has a card stacker; false: its level is not reported",
    }),
    cardLeftAfterS,
  },
  { additionalProperties: false },
);

/** Creator CRT-571 and CRT-591 family ("F2" protocol). Reads status only: no command that touches a card's data is in the codec. */
export default defineDriver({
  name: "crt571",
  title: "CRT-571 motorised card reader",
  deviceClass: "cardReader",
  protocol: "Creator CRT-571/CRT-591 F2 protocol, RS-232 (CRT-591-M001 communication protocol 1.0)",
  models: ["CRT-571", "CRT-591-M001", "MTK-F31"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 57600, 19200, 38400], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config,
  poll: { everyMs: 1_000, deadlineMs: 10_000 },
  commands: [
    { ...offers.selfTest, title: "Read status, sensors, firmware, serial number, counter" },
    { ...offers.initialize, title: "Initialise; a card inside stays where it is" },
    { ...offers.eject, timeoutMs: 20_000 },
    { ...offers.readSensors, timeoutMs: 5_000 },
    { ...offers.setEntry, timeoutMs: 5_000 },
  ],
  showFrame: isShowable,
  open(port, settings, env) {
    if (!port) throw new DriverError("portMissing", "a CRT-571 needs a serial port");
    return new Crt571Session(port, settings, env);
  },
});
