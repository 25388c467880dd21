import { Type } from "typebox";
import { DriverError, defineDriver } from "../api.ts";
import { offers } from "../cash-box/offers.ts";
import { boxSettings, minorUnitDigits, rejectLimit } from "../cash-box/settings.ts";
import { isShowable } from "./codec.ts";
import { codes } from "./codes.ts";
import { detect } from "./detect.ts";
import { ear, openShared } from "./overhear.ts";
import { Id003Session } from "./session.ts";

export const config = Type.Object(
  {
    acceptance: Type.Boolean({
      default: true,
      description:
        "this driver runs the validator: it starts it up, enables it, stacks from escrow and books the credit. False: it only watches",
    }),
    stack: Type.Enum(["stack1", "stack2"], {
      default: "stack1",
      description: "stack1: the credit comes when the bill passes the stacker lever; stack2: when it is fully stored",
    }),
    types: Type.Integer({
      default: 0xffff,
      minimum: 0,
      maximum: 0xffff,
      description:
        "mask of notes to take, bit 0 = escrow code 61; those that the unit's table does not have are left out",
    }),
    ...boxSettings,
    minorUnitDigits,
    rejectLimit,
  },
  { additionalProperties: false },
);

/** JCM bill validator with its cash box, by ID-003. */
export default defineDriver({
  name: "id003",
  title: "ID-003 bill validator with cash box",
  deviceClass: "cashAcceptor",
  protocol: "JCM ID-003, RS-232",
  models: ["JCM UBA", "JCM WBA", "JCM EBA", "JCM iVIZION", "JCM Vega"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 19200], dataBits: 8, parity: "even", stopBits: 1 },
  codes,
  detect,
  config,
  poll: { everyMs: 200, deadlineMs: 6_000 },
  showFrame: isShowable,
  commands: [
    { ...offers.selfTest, title: "Read state, identity and settings", timeoutMs: 20_000 },
    offers.reset,
    offers.enable,
    offers.disable,
  ],
  open(port, settings, env) {
    if (!port) throw new DriverError("portMissing", "an ID-003 validator needs a serial port");
    return new Id003Session(port, settings, env);
  },
  ear,
  shared: { commands: ["selfTest"], open: openShared },
});
