import { CommandEnvelope, DesiredConfig, LiveLine } from "./commands.ts";
import { Ack, UpBatch } from "./envelope.ts";
import { Inventory } from "./inventory.ts";
import { Presence } from "./presence.ts";

/** Each channel's payload, quality of service and retention: the MQTT contract in one table. */
export const channels = {
  state: { direction: "up", qos: 1, retain: true, payload: Presence },
  inventory: { direction: "up", qos: 1, retain: true, payload: Inventory },
  up: { direction: "up", qos: 1, retain: false, payload: UpBatch },
  live: { direction: "up", qos: 0, retain: false, payload: LiveLine },
  ack: { direction: "down", qos: 0, retain: false, payload: Ack },
  cmd: { direction: "down", qos: 1, retain: false, payload: CommandEnvelope },
  config: { direction: "down", qos: 1, retain: true, payload: DesiredConfig },
} as const;
