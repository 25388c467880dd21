import { defineDriver } from "../api.ts";
import { codes } from "./codes.ts";
import { Config } from "./config.ts";
import { HostSession } from "./session.ts";
import { linux } from "./sources.ts";

export default defineDriver({
  name: "host",
  title: "The kiosk's computer",
  deviceClass: "host",
  protocol: "Linux /proc and /sys (proc(5), sysfs), statfs(2); inventory by systeminformation",
  models: ["any Linux computer"],
  maturity: "beta",
  line: { kind: "none" },
  codes,
  config: Config,
  poll: { everyMs: 30_000, deadlineMs: 15_000 },
  commands: [
    {
      name: "readInventory",
      title: "Read maker, model, BIOS, operating system, processor and disks anew",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 30_000,
      args: { type: "object", properties: {}, additionalProperties: false },
    },
  ],
  open: (_port, config, env) => new HostSession(config, env, linux),
});
