import { DriverError, defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { descriptors } from "./commands.ts";
import { Config } from "./config.ts";
import { detect } from "./detect.ts";
import { CabinetSession } from "./session.ts";

/** A cabinet's RS-485 bus: one input module and its sensors, behind one port with one master. */
export default defineDriver({
  name: "modbus-inputs",
  title: "Modbus RTU cabinet: contacts, temperature, humidity, tilt and vibration",
  deviceClass: "cabinet",
  protocol: "Modbus RTU, functions 01 to 04 (Modbus application protocol; docs/protocols modbus-io, cash-box §7)",
  models: [
    "Waveshare Modbus RTU IO 8CH",
    "EX-9060D",
    "XY-MD02 and other SHT20/SHT40 boxes",
    "WitMotion WT901C485, HWT605",
    "any module that answers functions 01 to 04",
  ],
  maturity: "beta",
  line: { kind: "serial", baudRates: [9600, 19200, 38400, 115200, 4800], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config: Config,
  // cash-box.md §7.4: every 100-200 ms. Worst case inside the deadline: busy or silent, three tries each, the settling reads, and the sensors' pass.
  poll: { everyMs: 200, deadlineMs: 9000 },
  commands: descriptors,
  open(port, config, env) {
    if (!port) throw new DriverError("portMissing", "modbus-inputs needs a serial port");
    return new CabinetSession(port, config, env);
  },
});
