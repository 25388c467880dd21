import { DriverError, defineDriver } from "../api.ts";
import { descriptors } from "./commands.ts";
import { Config } from "./config.ts";
import { HidTouchSession } from "./session.ts";
import { codes } from "./status.ts";

/** A touchscreen as Linux sees it: presence from sysfs, touches from its event node, nothing taken from the sales application. */
export default defineDriver({
  name: "hid-touch",
  title: "USB HID touchscreen",
  deviceClass: "touchscreen",
  protocol: "Linux evdev and sysfs; USB HID 1.11 report descriptors",
  models: ["any touchscreen that the kernel drives (hid-multitouch, hid-elo, hid-generic)"],
  maturity: "beta",
  line: { kind: "system" },
  codes,
  config: Config,
  // Some dozens of small files; the first poll also waits for the reader of the event node.
  poll: { everyMs: 5_000, deadlineMs: 15_000 },
  commands: descriptors,
  open(port, config, env) {
    if (!port) throw new DriverError("portMissing", "hid-touch needs the folder that stands for /");
    return new HidTouchSession({ port, config, env });
  },
});
