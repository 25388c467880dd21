import { DriverError, defineDriver } from "../api.ts";
import { offers } from "../cash-box/offers.ts";
import { noArgs } from "../command.ts";
import { codes } from "./codes.ts";
import { config } from "./config.ts";
import { detect } from "./detect.ts";
import { ear, openShared } from "./overhear.ts";
import { SspSession } from "./session.ts";

const byHand = { automatic: false, resets: false, args: noArgs } as const;

/** Innovative Technology note validators and recyclers, with their cash box. Nothing here pays out. */
export default defineDriver({
  name: "ssp",
  title: "SSP note validator or recycler with cash box",
  deviceClass: "cashAcceptor",
  protocol: "SSP and eSSP (Innovative Technology), note validator at address 0",
  models: ["NV9 USB", "NV10 USB", "NV11", "NV150", "NV200", "BV20", "BV100", "SMART Payout"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600], dataBits: 8, parity: "none", stopBits: 2 },
  config,
  codes,
  detect,
  poll: { everyMs: 250, deadlineMs: 5_000 },
  commands: [
    { ...offers.selfTest, title: "Read state, identity and versions", timeoutMs: 12_000 },
    { ...offers.reset, title: "Reset; not with a note in the path" },
    { ...offers.enable, title: "Take notes again", timeoutMs: 20_000 },
    { ...offers.disable, title: "Take no notes until enabled again", timeoutMs: 20_000 },
    {
      name: "readStatistics",
      title: "Read the unit's counters and, of a recycler, its store",
      disturbs: "nothing",
      timeoutMs: 12_000,
      ...byHand,
    },
    {
      name: "boxExchanged",
      title: "The cash box was exchanged (units that do not see it)",
      disturbs: "nothing",
      timeoutMs: 1_000,
      ...byHand,
    },
  ],
  open(port, settings, env) {
    if (!port) throw new DriverError("portMissing", "an SSP validator needs a serial port");
    return new SspSession(port, settings, env);
  },
  ear,
  shared: { commands: ["selfTest"], open: openShared },
});
