import { defineDriver } from "../api.ts";
import { Config } from "./config.ts";
import { NetworkLinkSession } from "./session.ts";
import { systemSources } from "./sources.ts";
import { codes } from "./status.ts";

/** The way from the kiosk's computer to its broker: cable, address, router, names, broker. */
export default defineDriver({
  name: "network-link",
  title: "Network: cable, address, router, names, broker",
  deviceClass: "network",
  protocol: "Linux /sys/class/net and /proc/net, ICMP echo by ping, DNS, TCP",
  models: ["any network interface of a Linux computer"],
  maturity: "beta",
  line: { kind: "system" },
  codes,
  config: Config,
  poll: { everyMs: 10_000, deadlineMs: 20_000 },
  commands: [
    {
      name: "checkNow",
      title: "Ask router, names and broker now, several times",
      disturbs: "nothing",
      automatic: true,
      resets: false,
      timeoutMs: 40_000,
      args: { type: "object", properties: {}, additionalProperties: false },
    },
  ],
  open: ({ root }, config, env) => new NetworkLinkSession(systemSources(root, config.ping, env.clock), config, env),
});
