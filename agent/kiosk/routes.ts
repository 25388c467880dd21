import type { FastifyInstance } from "fastify";
import { type Static, Type } from "typebox";
import { type DeviceHealth, DeviceId, lanes, Sale, components as vocabulary } from "../../contract/index.ts";
import type { Devices } from "../devices/devices.ts";
import type { DeviceRunner } from "../devices/runner.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { CustomerLease } from "./customer.ts";

export interface RoutesOptions {
  readonly customer: CustomerLease;
  readonly devices: Devices;
  readonly outbox: Pick<Outbox, "add" | "commit" | "records" | "dropped" | "state" | "stream" | "top">;
}

const strict = { additionalProperties: false } as const;
const Customer = Type.Object({ present: Type.Boolean() }, strict);
const TouchTarget = Type.Object(
  {
    device: DeviceId,
    x: Type.Number({ minimum: 0, maximum: 100_000 }),
    y: Type.Number({ minimum: 0, maximum: 100_000 }),
  },
  strict,
);
const StrictSale = Type.Object(Sale.properties, strict);

/** A part a device does not have is no fault of it. */
const notThere: readonly string[] = ["notFitted", "notApplicable"];

/** Good: all parts are in their good state. Unknown is not good and not bad. */
const conditionOf = (health: DeviceHealth | undefined): "ok" | "notOk" | "unknown" => {
  if (!health || health.availability === "unknown" || health.availability === "starting") return "unknown";
  if (health.availability === "offline" || health.availability === "absent") return "notOk";
  const good = vocabulary[health.deviceClass] as Record<string, readonly string[]>;
  const parts = Object.entries(health.components);
  const fine = (name: string, state: string) => state === good[name]?.[0] || notThere.includes(state);
  if (parts.some(([name, part]) => part.state !== "unknown" && !fine(name, part.state))) return "notOk";
  return parts.some(([, part]) => part.state === "unknown") ? "unknown" : "ok";
};

const statusOf = (runner: DeviceRunner) => {
  const health = runner.health;
  const parts = Object.entries(health?.components ?? {}).map(([name, part]) => [name, part.state]);
  return {
    device: runner.id,
    deviceClass: runner.driver.deviceClass,
    availability: health?.availability ?? "unknown",
    condition: conditionOf(health),
    components: Object.fromEntries(parts) as Record<string, string>,
    ...(health && { observedAt: health.observedAt }),
  };
};

const problem = (code: string, message: string) => ({ code, message });

/** What the sales application may say and ask. */
export const addRoutes = (app: FastifyInstance, { customer, devices, outbox }: RoutesOptions): void => {
  app.post<{ Body: Static<typeof Customer> }>("/customer", { schema: { body: Customer } }, (request) => {
    customer.say(request.body.present);
    return { present: customer.present(), forMs: customer.leftMs() };
  });
  app.post<{ Body: Sale }>("/sale", { schema: { body: StrictSale } }, (request, reply) => {
    outbox.add({ kind: "sale", body: request.body });
    // Sales are rare: one commit each, so that the answer says whether a power cut can still lose it.
    return reply.code(202).send({ accepted: true, durable: outbox.commit() });
  });
  app.post<{ Body: Static<typeof TouchTarget> }>(
    "/touch-target",
    { schema: { body: TouchTarget } },
    (request, reply) => {
      const { device, x, y } = request.body;
      const runner = devices.all.get(device);
      if (!runner) return reply.code(404).send(problem("unknownDevice", `this terminal has no device ${device}`));
      if (!runner.observe({ kind: "touchTarget", x, y }))
        return reply.code(409).send(problem("notUsed", `${device} is away, or has no use for touch targets`));
      return { accepted: true };
    },
  );
  app.get("/status", () => ({
    customer: { present: customer.present(), forMs: customer.leftMs() },
    devices: [...devices.all.values()].map(statusOf),
    outbox: {
      waiting: outbox.records,
      dropped: outbox.dropped,
      state: outbox.state,
      streams: lanes.map((lane) => ({ stream: outbox.stream(lane), lastSeq: outbox.top(lane) })),
    },
  }));
};
