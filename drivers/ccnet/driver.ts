import { Type } from "typebox";
import { DriverError, defineDriver } from "../api.ts";
import { offers } from "../cash-box/offers.ts";
import { boxSettings, minorUnitDigits, rejectLimit } from "../cash-box/settings.ts";
import { noArgs } from "../command.ts";
import { codes } from "./codes.ts";
import { detect } from "./detect.ts";
import { ear, openShared } from "./overhear.ts";
import { CcnetSession } from "./session.ts";

export const config = Type.Object(
  {
    acceptance: Type.Boolean({
      default: true,
      description:
        "this driver runs the validator: it starts it up, enables it and books the credit. False: it only watches",
    }),
    escrow: Type.Boolean({
      default: false,
      description:
        "bills stop in escrow and are stacked at once, after a durable note; false: they go straight to the box",
    }),
    types: Type.Integer({
      default: 0xffffff,
      minimum: 0,
      maximum: 0xffffff,
      description: "mask of bill types to take, bit 0 = type 0; types the unit's table does not have are left out",
    }),
    ...boxSettings,
    minorUnitDigits,
    rejectLimit,
  },
  { additionalProperties: false },
);

/** CCNET bill validator with its cash box. */
export default defineDriver({
  name: "ccnet",
  title: "CCNET bill validator with cash box",
  deviceClass: "cashAcceptor",
  protocol: "CCNET (CashCode NET), RS-232, validator at address 03",
  models: ["CashCode SM", "CashCode MSM", "CashCode FLS"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 19200], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config,
  poll: { everyMs: 200, deadlineMs: 5_000 },
  commands: [
    { ...offers.selfTest, title: "Read state, identity and masks", timeoutMs: 10_000 },
    offers.reset,
    offers.enable,
    offers.disable,
    {
      name: "readStatistics",
      title: "Read the unit's statistics, raw",
      disturbs: "device",
      automatic: false,
      resets: false,
      timeoutMs: 15_000,
      args: noArgs,
    },
  ],
  open(port, settings, env) {
    if (!port) throw new DriverError("portMissing", "a CCNET validator needs a serial port");
    return new CcnetSession(port, settings, env);
  },
  ear,
  shared: { commands: ["selfTest"], open: openShared },
});
