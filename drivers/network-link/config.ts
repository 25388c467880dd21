import { type Static, Type } from "typebox";

const seconds = (otherwise: number, minimum: number, description: string) =>
  Type.Integer({ default: otherwise, minimum, maximum: 86_400, description });

export const Config = Type.Object(
  {
    interface: Type.String({
      default: "",
      pattern: "^([A-Za-z0-9_.][A-Za-z0-9_.:@-]{0,14})?$",
      description: "e.g. eth0; empty: the one with the default route, remembered while there is none",
    }),
    gateway: Type.String({
      default: "",
      pattern: "^(none|[0-9A-Fa-f.:]{2,45})?$",
      description: "address of the router; empty: of the default route; none: do not ask it",
    }),
    name: Type.String({
      default: "",
      pattern: "^([A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?)?$",
      description: "name to resolve; empty: the broker's, or the root of all names if the broker has an address only",
    }),
    broker: Type.String({
      default: "",
      pattern: "^(none|.{1,253}:[0-9]{1,5})?$",
      description: "host:port; empty: the broker of this agent; none: do not ask it",
    }),
    lossyPercent: Type.Integer({
      default: 20,
      minimum: 5,
      maximum: 90,
      description: "share of lost questions that counts as lossy; good again under half of it",
    }),
    gatewaySeconds: seconds(300, 10, "how often the gateway is asked while all is well"),
    nameSeconds: seconds(900, 20, "how often a name is resolved while all is well"),
    brokerSeconds: seconds(900, 20, "how often a connection to the broker is tried while all is well"),
    ping: Type.String({
      default: "usr/bin/ping",
      minLength: 1,
      maxLength: 200,
      description: "the program, below the root; a path that begins with a slash is taken as it stands",
    }),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof Config>;
