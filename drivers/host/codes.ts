import { withDefaults } from "../../contract/index.ts";
import type { DeviceCode } from "../api.ts";
import { Config } from "./config.ts";
import { scales } from "./status.ts";

const usual = withDefaults(Config, {}) as Config;

const ofScales = scales.flatMap(({ component, steps }) =>
  steps(usual).map(([state, limit]) => ({
    code: `limit ${limit}`,
    text: `${component} over its limit`,
    component,
    state,
  })),
);

/** What the agent says of its own store and network. */
const made: readonly DeviceCode[] = [
  { code: "network", text: "no link is up, or no default route", component: "network", state: "down" },
  { code: "outbox", text: "the agent's store is slow or cannot be written", component: "outbox", state: "degraded" },
  { code: "outbox", text: "the agent's store is full", component: "outbox", state: "full" },
  { code: "outbox", text: "the agent's store was damaged and started anew", component: "outbox", state: "reset" },
  { code: "inventory", text: "another computer than yesterday", event: "inventoryChanged" },
  { code: "inventory", text: "no part of it could be read in time", refusal: "noAnswer" },
];

/** Limits of the settings, as they are by default. */
export const codes: readonly DeviceCode[] = [...ofScales, ...made];
