import { DriverError, defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { descriptors } from "./commands.ts";
import { Config } from "./config.ts";
import { Conversation } from "./conversation.ts";
import { detect } from "./detect.ts";
import { MegatecSession } from "./session.ts";

/** A small UPS that speaks the Megatec protocol. */
export default defineDriver({
  name: "megatec",
  title: "UPS (Megatec/Q1)",
  deviceClass: "powerSupply",
  protocol: "Megatec protocol V2.7 (Q1), with the mustek (QS), zinto (FW?) and oldest (D) dialects",
  models: ["Megatec, Voltronic QS, Blazer, Mustek, Ippon, PowerCom and other UPS with the Q1 protocol on RS-232"],
  maturity: "beta",
  line: {
    kind: "serial",
    baudRates: [2400],
    dataBits: 8,
    parity: "none",
    stopBits: 1,
    // NUT's usual setting: the interface of many units feeds on DTR against RTS.
    modemLines: { dtr: true, rts: false },
  },
  codes,
  detect,
  config: Config,
  poll: { everyMs: 5_000, deadlineMs: 10_000 },
  commands: descriptors,
  open(port, config, env) {
    if (!port) throw new DriverError("portMissing", "megatec needs a serial port");
    return new MegatecSession(new Conversation(port, env.clock), config, env);
  },
});
