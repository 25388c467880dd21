import { type Static, Type } from "typebox";
import { CommandName, DeviceId, Version } from "./identifiers.ts";
import { SettingsReport } from "./settings.ts";
import { UnixMs } from "./time.ts";
import { deviceClasses } from "./vocabulary/index.ts";

/** What a command does to the terminal's work: the gate that it must pass. */
export const disturbances = ["nothing", "device", "terminal", "money"] as const;
export const Disturbance = Type.Enum(disturbances);
export type Disturbance = (typeof disturbances)[number];

/** A command as a driver offers it and as the terminal announces it. `args` is a JSON schema of an object. */
export const CommandDescriptor = Type.Object({
  name: CommandName,
  title: Type.String({ maxLength: 120 }),
  disturbs: Disturbance,
  automatic: Type.Boolean({ description: "the broker's runbooks may run it without a person" }),
  resets: Type.Boolean({ description: "counts against the device's reset budget" }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 600_000 }),
  args: Type.Unknown({ description: "JSON schema of the arguments object" }),
});
export type CommandDescriptor = Static<typeof CommandDescriptor>;

/** Who a device is. Every field may be missing: not every device tells. */
export const DeviceIdentity = Type.Object({
  manufacturer: Type.Optional(Type.String({ maxLength: 80 })),
  model: Type.Optional(Type.String({ maxLength: 80 })),
  serial: Type.Optional(Type.String({ maxLength: 80 })),
  firmware: Type.Optional(Type.String({ maxLength: 80 })),
});
export type DeviceIdentity = Static<typeof DeviceIdentity>;

export const InventoryDevice = Type.Object({
  device: DeviceId,
  deviceClass: Type.Enum(deviceClasses),
  driver: Type.String({ maxLength: 40 }),
  port: Type.Optional(
    Type.String({ maxLength: 200, description: "where it is connected; devices of one port fail together" }),
  ),
  identity: DeviceIdentity,
  commands: Type.Array(CommandDescriptor, { maxItems: 32 }),
});
export type InventoryDevice = Static<typeof InventoryDevice>;

export const Inventory = Type.Object(
  {
    v: Version,
    at: UnixMs,
    devices: Type.Array(InventoryDevice, { maxItems: 64 }),
    settings: Type.Optional(SettingsReport),
  },
  {
    description:
      "What a terminal has: devices, identities, drivers, the commands it offers, settings in force. Retained.",
  },
);
export type Inventory = Static<typeof Inventory>;
