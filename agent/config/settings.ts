import { type Static, Type } from "typebox";
import { DeviceId, logLevels, TerminalId } from "../../contract/index.ts";

const strict = { additionalProperties: false } as const;

const BrokerSettings = Type.Object(
  {
    url: Type.String({ pattern: "^(mqtts?|tcp|tls)://[^\\s]+$", description: "mqtt://host:1883 or mqtts://host:8883" }),
    username: Type.Optional(Type.String({ description: "the terminal id; may be left out" })),
    password: Type.Optional(Type.String({ minLength: 1 })),
    passwordFile: Type.Optional(Type.String({ minLength: 1, description: "first line is the password" })),
    caFile: Type.Optional(Type.String({ minLength: 1, description: "our own certificate authority, for mqtts" })),
    keepaliveSeconds: Type.Integer({
      minimum: 2,
      maximum: 300,
      default: 20,
      description: "a broker refuses more than its `keepaliveLimitS`, 25 unless set otherwise",
    }),
    windowBatches: Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 20,
      description: "batches sent and not yet acknowledged; more only fills memory",
    }),
    resendSeconds: Type.Integer({ minimum: 1, maximum: 600, default: 15 }),
    historyPerSecond: Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: 100,
      description: "old routine records a second after an outage, so that they do not hog the link",
    }),
    backoffMaxSeconds: Type.Integer({ minimum: 1, maximum: 3600, default: 60 }),
  },
  strict,
);

const OutboxSettings = Type.Object(
  {
    maxRecords: Type.Integer({ minimum: 100, maximum: 10_000_000, default: 100_000 }),
    maxBytes: Type.Integer({
      minimum: 256 * 1024,
      maximum: 16 * 1024 ** 3,
      default: 64 * 1024 * 1024,
      description: "size of the outbox file; its log may add about 1 MB",
    }),
    ballastBytes: Type.Integer({
      minimum: 0,
      maximum: 1024 ** 3,
      default: 8 * 1024 * 1024,
      description: "space given free when the disk is full; smaller than the write-ahead log it is of no use",
    }),
  },
  { ...strict, default: {} },
);

const KioskSettings = Type.Object(
  {
    socket: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "path of a Unix socket" })),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535, description: "loopback port; 0 is any free one" })),
    customerLeaseMinutes: Type.Number({
      exclusiveMinimum: 0,
      maximum: 240,
      default: 5,
      description: "a customer not announced again for so long is taken to have left",
    }),
  },
  strict,
);

const DeviceSettings = Type.Object(
  {
    id: DeviceId,
    driver: Type.String({ minLength: 1, maxLength: 40 }),
    port: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    baudRate: Type.Optional(Type.Integer({ minimum: 300, maximum: 4_000_000 })),
    ownership: Type.Optional(
      Type.Enum(["own", "tap"], {
        description:
          "own: the agent drives the device. tap: the sales application does, and the agent listens through a relay",
      }),
    ),
    tap: Type.Optional(
      Type.Object(
        { socket: Type.String({ minLength: 1, maxLength: 100, description: "Unix socket of the device's relay" }) },
        strict,
      ),
    ),
    config: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    poll: Type.Optional(Type.Object({ everyMs: Type.Integer({ minimum: 50, maximum: 3_600_000 }) }, strict)),
  },
  strict,
);
export type DeviceSettings = Static<typeof DeviceSettings>;

/** Where the relay of a shared device is found, unless the settings say otherwise: as `roundsman-relay@<device>.service` makes it. */
export const relaySocketOf = ({ id, tap }: Pick<DeviceSettings, "id" | "tap">): string =>
  tap?.socket ?? `/run/roundsman-relay/${id}.sock`;

/** Settings file of one agent. Unknown keys are wrong. */
export const AgentSettings = Type.Object(
  {
    terminal: TerminalId,
    broker: BrokerSettings,
    dataFolder: Type.String({ minLength: 1 }),
    kiosk: Type.Optional(KioskSettings),
    outbox: OutboxSettings,
    refreshMinutes: Type.Number({ minimum: 0.01, maximum: 1440, default: 15 }),
    devices: Type.Array(DeviceSettings, { maxItems: 64, default: [] }),
    logLevel: Type.Enum(logLevels, { default: "info" }),
  },
  strict,
);
export type AgentSettings = Static<typeof AgentSettings>;
