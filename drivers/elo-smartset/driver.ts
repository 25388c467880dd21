import { DriverError, defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { descriptors } from "./commands.ts";
import { Config } from "./config.ts";
import { detect } from "./detect.ts";
import { SmartSetSession } from "./session.ts";

export default defineDriver({
  name: "elo-smartset",
  title: "Elo SmartSet touchscreen controller",
  deviceClass: "touchscreen",
  protocol: "Elo SmartSet serial packets (SmartSet controller manual)",
  models: ["E271-2200", "E271-2210", "E271-2310", "2310B", "2500S", "4000S", "2216, 2700, 2701, 5020"],
  maturity: "beta",
  line: {
    kind: "serial",
    baudRates: [9600, 19200, 38400, 4800, 2400, 1200, 300],
    dataBits: 8,
    parity: "none",
    stopBits: 1,
    rtscts: true,
  },
  codes,
  detect,
  config: Config,
  // Diagnostics, now and then the mode, and warnings: each up to three tries of 1 s.
  poll: { everyMs: 5_000, deadlineMs: 25_000 },
  commands: descriptors,
  open(port, config, env) {
    if (!port) throw new DriverError("portMissing", "elo-smartset needs a serial port");
    return new SmartSetSession(port, config, env);
  },
});
