import { Type } from "typebox";
import { DriverError, defineDriver } from "../api.ts";
import { cardLeftAfterS, offers } from "../card-reader/offers.ts";
import { isShowable } from "./codec.ts";
import { detect } from "./detect.ts";
import { Crt310Session } from "./session.ts";
import { codes } from "./status.ts";

export const config = Type.Object(
  {
    entry: Type.Enum(["open", "closed", "leave"], {
      default: "open",
      description:
        "entry at the front after a start; leave: another program decides, then a restart of the unit cannot be seen. The command setEntry overrides open and closed",
    }),
    entryMode: Type.Enum(["switch", "magnetic", "both"], {
      default: "switch",
      description: "what opens the shutter: any card (switch), a magnetic signal (thin paper cards), or both at once",
    }),
    acknowledge: Type.Boolean({
      default: false,
      description: "send ACK after each answer, as one public host does; the vendor's figure ends with the answer",
    }),
    cardLeftAfterS,
  },
  { additionalProperties: false },
);

/** Creator CRT-310 family (STX 02, with ENQ). Reads status only: no command that touches a card's data is in the codec. */
export default defineDriver({
  name: "crt310",
  title: "CRT-310 motorised card reader",
  deviceClass: "cardReader",
  protocol: "Creator CRT-310 (V3.0) Card Reader Communication Protocol, RS-232, 2007-04-14",
  models: ["CRT-310 V2", "CRT-310 V3"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 38400, 19200, 4800], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config,
  poll: { everyMs: 1_000, deadlineMs: 10_000 },
  commands: [
    { ...offers.selfTest, title: "Read status, sensors, serial number" },
    { ...offers.initialize, title: "Reset; a card inside stays where it is" },
    { ...offers.eject, timeoutMs: 30_000 },
    { ...offers.readSensors, timeoutMs: 8_000 },
    { ...offers.setEntry, timeoutMs: 8_000 },
  ],
  showFrame: isShowable,
  open(port, settings, env) {
    if (!port) throw new DriverError("portMissing", "a CRT-310 needs a serial port");
    return new Crt310Session(port, settings, env);
  },
});
