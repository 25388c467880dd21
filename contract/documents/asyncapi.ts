import { type Channel, channels, contractVersion, recordBodies, terminalIdPattern, topicOf } from "../index.ts";
import { type Json, type JsonObject, References } from "./references.ts";

const names = Object.keys(channels) as Channel[];

const summaries: Record<Channel, string> = {
  state: "Birth, clean stop and will of a terminal",
  inventory: "Devices of a terminal and the commands they offer",
  up: "Records of one stream: health, events, sales, outcomes, gaps",
  live: "Live tail of a running command; may be lost",
  ack: "What is committed; the only thing that frees an outbox",
  cmd: "A command for one device",
  config: "Desired settings of a terminal",
};

const message = (name: Channel, refs: References): Json => ({
  name,
  title: summaries[name],
  contentType: "application/json",
  payload: refs.of(channels[name].payload),
  ...(name === "up"
    ? { "x-record-bodies": Object.fromEntries(Object.entries(recordBodies).map(([k, s]) => [k, refs.of(s)])) }
    : {}),
});

const channel = (name: Channel): Json => ({
  address: topicOf("TERMINAL", name).replace("TERMINAL", "{terminal}"),
  description: summaries[name],
  messages: { [name]: { $ref: `#/components/messages/${name}` } },
  parameters: { terminal: { $ref: "#/components/parameters/terminal" } },
});

/** Seen from the broker: it receives what terminals send up and sends what goes down. */
const operation = (name: Channel): Json => {
  const { direction, qos, retain } = channels[name];
  return {
    action: direction === "up" ? "receive" : "send",
    channel: { $ref: `#/channels/${name}` },
    summary: summaries[name],
    messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    bindings: { mqtt: { qos, retain, bindingVersion: "0.2.0" } },
  };
};

const byName = (make: (name: Channel) => Json): JsonObject =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

/** The MQTT contract as an AsyncAPI 3.0 document, made from the channel table. */
export const asyncApi = (): JsonObject => {
  const refs = new References();
  const messages = byName((name) => message(name, refs));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Roundsman MQTT contract",
      version: `${contractVersion}.0.0`,
      description: "MQTT 3.1.1, JSON, UTF-8; seen from the broker. Made from contract/channels.ts; do not edit.",
    },
    defaultContentType: "application/json",
    servers: {
      broker: {
        host: "127.0.0.1:1883",
        protocol: "mqtt",
        protocolVersion: "3.1.1",
        description: "User name and client id are the terminal id; the password is given at enrolment.",
        security: [{ $ref: "#/components/securitySchemes/terminal" }],
      },
    },
    channels: byName(channel),
    operations: Object.fromEntries(
      names.map((name) => [`${channels[name].direction === "up" ? "receive" : "send"}-${name}`, operation(name)]),
    ),
    components: {
      messages,
      parameters: { terminal: { description: `terminal id, ${terminalIdPattern}` } },
      securitySchemes: { terminal: { type: "userPassword" } },
      schemas: refs.definitions(),
    },
  };
};
