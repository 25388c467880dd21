import { Type } from "typebox";
import { defineDriver } from "../api.ts";
import { noArgs } from "../command.ts";
import { installed } from "./detect.ts";
import { DdcDisplaySession } from "./session.ts";
import { codes } from "./status.ts";

const percent = Type.Object({ percent: Type.Integer({ minimum: 0, maximum: 100 }) }, { additionalProperties: false });

export const config = Type.Object(
  {
    connector: Type.String({
      default: "",
      maxLength: 40,
      description: "e.g. HDMI-A-1; empty: the only one with a display, remembered from then on",
    }),
    ddc: Type.Boolean({
      default: true,
      description: "ask the display over DDC/CI with ddcutil; false: connector and EDID only",
    }),
    bus: Type.Integer({
      default: -1,
      minimum: -1,
      maximum: 255,
      description: "number of its /dev/i2c-N; -1: found by ddcutil detect",
    }),
    program: Type.String({
      default: "usr/bin/ddcutil",
      minLength: 1,
      maxLength: 200,
      description: "ddcutil, below the root; a path that begins with a slash is taken as it stands",
    }),
  },
  { additionalProperties: false },
);

/** A display as Linux sees it: connector and EDID from sysfs, power mode, luminance and hours over DDC/CI. */
export default defineDriver({
  name: "ddc-display",
  title: "Display on a video cable (EDID, DDC/CI)",
  deviceClass: "display",
  protocol: "VESA EDID 1.3/1.4, DDC/CI with MCCS 2/3 by way of ddcutil, Linux DRM sysfs",
  models: ["any display on HDMI, DisplayPort, DVI or VGA"],
  maturity: "beta",
  line: { kind: "system" },
  codes,
  installed,
  config,
  poll: { everyMs: 10_000, deadlineMs: 25_000 },
  commands: [
    {
      name: "selfTest",
      title: "Read connector, EDID and every health value",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 30_000,
      args: noArgs,
    },
    {
      name: "setBacklight",
      title: "Set the luminance",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 40_000,
      args: percent,
    },
    {
      name: "powerOn",
      title: "Switch the display on",
      disturbs: "device",
      automatic: true,
      resets: false,
      timeoutMs: 60_000,
      args: noArgs,
    },
    {
      name: "panelOn",
      title: "Switch the display on (DDC knows one switch only)",
      disturbs: "device",
      automatic: true,
      resets: false,
      timeoutMs: 60_000,
      args: noArgs,
    },
    {
      name: "acceptDisplay",
      title: "Take the display that is connected now for the right one",
      disturbs: "nothing",
      automatic: false,
      resets: false,
      timeoutMs: 10_000,
      args: noArgs,
    },
  ],
  open: (port, settings, env) => new DdcDisplaySession(port, settings, env),
});
