import { Type } from "typebox";
import { DriverError, defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { descriptors } from "./commands.ts";
import { Conversation } from "./conversation.ts";
import { detect } from "./detect.ts";
import { MdcSession } from "./session.ts";

export const config = Type.Object(
  {
    id: Type.Integer({
      default: 1,
      minimum: 0,
      maximum: 99,
      description: "set ID of the display, as its menu shows it",
    }),
  },
  { additionalProperties: false },
);

export default defineDriver({
  name: "samsung-mdc",
  title: "Samsung display (MDC)",
  deviceClass: "display",
  protocol: "Samsung MDC (Multiple Display Control) over RS-232",
  models: ["Samsung QM/QB/DM/DB/ME/MD series and other MDC displays"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 19200, 38400], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config,
  poll: { everyMs: 30_000, deadlineMs: 20_000 },
  commands: descriptors,
  open(port, { id }, env) {
    if (!port) throw new DriverError("portMissing", "samsung-mdc needs a serial port");
    return new MdcSession(new Conversation(port, env.clock, id), env);
  },
});
