import { DriverError, defineDriver } from "../api.ts";
import { isShowable } from "./codec.ts";
import { descriptors } from "./commands.ts";
import { Config } from "./config.ts";
import { detect } from "./detect.ts";
import { ModemSession } from "./session.ts";
import { codes } from "./status.ts";

/** 3G/4G modem on its AT port. */
export default defineDriver({
  name: "modem-at",
  title: "Mobile modem by AT commands",
  deviceClass: "network",
  protocol: "AT commands of 3GPP TS 27.007, with Quectel's additions",
  models: ["Quectel EC25", "Quectel EC21", "Quectel EG800Q", "Quectel EG91", "other 3GPP modems with an AT port"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [115_200, 9600], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config: Config,
  // Some fifteen questions with 100 ms of silence before each; a modem whose SIM or operator search hangs takes 5 s for each of the two.
  poll: { everyMs: 15_000, deadlineMs: 30_000 },
  commands: descriptors,
  showFrame: isShowable,
  open(port, config, env) {
    if (!port) throw new DriverError("portMissing", "modem-at needs a serial port");
    return new ModemSession(port, config, env);
  },
});
