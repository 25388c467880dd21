import { Type } from "typebox";
import { DriverError, defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { descriptors } from "./commands.ts";
import { Conversation } from "./conversation.ts";
import { detect } from "./detect.ts";
import { escposEar } from "./ear.ts";
import { openShared } from "./overhear.ts";
import { EscposSession } from "./session.ts";

export const config = Type.Object(
  {
    profile: Type.Enum(["epson", "custom"], {
      default: "epson",
      description:
        "epson: TM, EU-T and compatibles. custom: Custom VKP/TG/KPM and Reliance, with full status DLE EOT 20",
    }),
    loose: Type.Boolean({ default: false, description: "clone that does not set the fixed bits of DLE EOT answers" }),
    asb: Type.Boolean({ default: true, description: "let the printer report changes by itself" }),
    countersEveryMinutes: Type.Number({ default: 15, minimum: 0, maximum: 1440, description: "0: never" }),
    xonXoff: Type.Boolean({
      default: false,
      description: "custom profile only: the line uses XON/XOFF (epson always strips them)",
    }),
    presenter: Type.Boolean({ default: false, description: "custom profile: cut and present instead of a plain cut" }),
    fatalBit02: Type.Enum(["cutterCover", "flash"], {
      default: "cutterCover",
      description: "custom profile: meaning of full status f 02 (TG02H: flash)",
    }),
  },
  { additionalProperties: false },
);

export default defineDriver({
  name: "escpos",
  title: "ESC/POS receipt printer",
  deviceClass: "printer",
  protocol: "ESC/POS real-time status, automatic status back, maintenance counters; Custom full status",
  models: [
    "Epson TM-T88/T90/L90, EU-T",
    "Custom VKP80II/III, TG2480, TG02H, KPM150/216/300",
    "Pyramid Reliance",
    "ESC/POS compatibles",
  ],
  maturity: "beta",
  line: { kind: "serial", baudRates: [38400, 19200, 9600, 115200], dataBits: 8, parity: "none", stopBits: 1 },
  codes,
  detect,
  config,
  poll: { everyMs: 30_000, deadlineMs: 12_000 },
  commands: descriptors,
  open(port, settings, env) {
    if (!port) throw new DriverError("portMissing", "escpos needs a serial port");
    const { profile, loose } = settings;
    const xonXoff = profile === "epson" || settings.xonXoff;
    return new EscposSession(new Conversation({ port, clock: env.clock, profile, loose, xonXoff }), settings, env);
  },
  ear: ({ profile, loose, xonXoff }) => escposEar({ profile, loose, xonXoff: profile === "epson" || xonXoff }),
  shared: { commands: ["selfTest"], open: openShared },
});
