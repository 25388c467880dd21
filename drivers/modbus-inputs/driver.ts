import { DriverError, defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { Config } from "./config.ts";
import { detect } from "./detect.ts";
import { CabinetSession } from "./session.ts";

export default defineDriver({
  name: "modbus-inputs",
  title: "Modbus RTU input module: cabinet and cash-box contacts",
  deviceClass: "cabinet",
  protocol: "Modbus RTU, function 02 (Modbus application protocol; docs/protocols modbus-io, cash-box §7)",
  models: ["Waveshare Modbus RTU IO 8CH", "EX-9060D", "any module that answers function 02"],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 19200, 38400, 115200, 4800], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  config: Config,
  // cash-box.md §7.4: every 100-200 ms. Worst case inside the deadline: busy or silent, three tries each, then the settling reads.
  poll: { everyMs: 200, deadlineMs: 6000 },
  commands: [
    {
      name: "selfTest",
      title: "Read the inputs five times and count the good answers",
      disturbs: "nothing",
  detect,
      automatic: true,
      resets: false,
      timeoutMs: 5000,
      args: noArgs,
    },
    {
      name: "readInputs",
      title: "Read the inputs once, undebounced",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 5000,
      args: noArgs,
    },
  ],
  open(port, config, env) {
    if (!port) throw new DriverError("portMissing", "modbus-inputs needs a serial port");
    return openSession(port, config, env);
  },
});
