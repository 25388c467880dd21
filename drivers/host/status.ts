import type { AgentFacts, ComponentReading } from "../api.ts";
import type { Config } from "./config.ts";

/** All that is known of the host at one moment; what could not be read is left out. */
export interface Figures {
  readonly processorLoad?: number;
  readonly memoryUsed?: number;
  readonly storage?: { readonly used: number; readonly free: number };
  readonly temperature?: number;
  readonly uptime?: number;
  readonly traffic?: { readonly received: number; readonly sent: number };
  readonly network: "ok" | "down" | "unknown";
  readonly facts?: AgentFacts;
}

/** Where a value stands to its limit, with a dead band below it: high stays high until the value is `band` below. Pure. */
export const over = (was: boolean, value: number, limit: number, band: number): boolean =>
  value >= limit || (was && value > limit - band);

interface Scale {
  readonly component: string;
  readonly value: (figures: Figures) => number | undefined;
  /** States from the worst down, each with its limit; the last is the good one. */
  readonly steps: (config: Config) => readonly (readonly [state: string, limit: number])[];
  readonly good: string;
  readonly band: (config: Config) => number;
  /** Left out, not unknown, if the machine has no such sensor. */
  readonly optional?: boolean;
}

const skew = ({ facts }: Figures): number | undefined =>
  facts?.clockSkewMs === undefined ? undefined : Math.abs(facts.clockSkewMs);

const points = (config: Config): number => config.hysteresis;

export const scales: readonly Scale[] = [
  {
    component: "processor",
    value: (f) => f.processorLoad,
    steps: (c) => [["high", c.processorHigh]],
    good: "ok",
    band: points,
  },
  { component: "memory", value: (f) => f.memoryUsed, steps: (c) => [["high", c.memoryHigh]], good: "ok", band: points },
  {
    component: "storage",
    value: (f) => f.storage?.used,
    steps: (c) => [
      ["full", c.storageFull],
      ["high", c.storageHigh],
    ],
    good: "ok",
    band: points,
  },
  {
    component: "temperature",
    value: (f) => f.temperature,
    steps: (c) => [["high", c.temperatureHigh]],
    good: "ok",
    band: points,
    optional: true,
  },
  {
    component: "clock",
    value: skew,
    steps: (c) => [["skewed", c.clockSkewMs]],
    good: "ok",
    band: (c) => (c.clockSkewMs * c.hysteresis) / 100,
  },
];

const stateOn = (scale: Scale, value: number, was: string | undefined, config: Config): ComponentReading => {
  const steps = scale.steps(config);
  const stood = steps.findIndex(([state]) => state === was);
  const found = steps.find(([, limit], i) => over(stood >= 0 && i >= stood, value, limit, scale.band(config)));
  return found ? { state: found[0], vendorCode: `limit ${found[1]}` } : { state: scale.good };
};

const unknown: ComponentReading = { state: "unknown" };

/** States of all components; `was` are the states before, for the dead band. Unknown stays unknown. Pure. */
export const componentsOf = (
  figures: Figures,
  was: Readonly<Record<string, ComponentReading>>,
  config: Config,
): Record<string, ComponentReading> => {
  const out: Record<string, ComponentReading> = {};
  for (const scale of scales) {
    const value = scale.value(figures);
    if (value !== undefined) out[scale.component] = stateOn(scale, value, was[scale.component]?.state, config);
    else if (!scale.optional) out[scale.component] = unknown;
  }
  out.network = { state: figures.network };
  out.outbox = figures.facts ? { state: figures.facts.outboxState } : unknown;
  return out;
};

/** Measures of all figures that are known. */
export const measuresOf = (figures: Figures): Record<string, number> => {
  const { facts, storage, traffic } = figures;
  const all: Record<string, number | undefined> = {
    processorLoad: figures.processorLoad,
    memoryUsed: figures.memoryUsed,
    storageUsed: storage?.used,
    storageFree: storage?.free,
    temperature: figures.temperature,
    uptime: figures.uptime,
    clockSkew: facts?.clockSkewMs,
    networkReceived: traffic?.received,
    networkSent: traffic?.sent,
    outboxRecords: facts?.outboxRecords,
    outboxDropped: facts?.outboxDropped,
  };
  return Object.fromEntries(Object.entries(all).filter((e): e is [string, number] => e[1] !== undefined));
};
