import type { Localized } from "../../contract/index.ts";
import type { KioskModel } from "../fleet/kiosks.ts";
import type { NetworkState } from "../line/network.ts";

/** What happens to one terminal, at `at` seconds after the start of the story. `terminal` counts from 1. */
export type Step = { readonly at: number; readonly terminal: number; readonly say: Localized } & (
  | { readonly device: string; readonly inject: string }
  | { readonly device: string; readonly clear: string }
  | { readonly device: string; readonly act: string; readonly args?: Record<string, unknown> }
  | { readonly device: string; readonly cable: "out" | "in" }
  | { readonly network: NetworkState }
);

/** How a fault must have ended when the story is over. `ticketed`: open with a ticket for a person. `cured`: closed after a diagnosis said so. `closed`: gone by itself. */
export interface Expectation {
  readonly terminal: number;
  readonly code: string;
  readonly end: "ticketed" | "cured" | "closed";
}

/** The default export of `simulators/scenarios/<name>/scenario.ts`. */
export interface Scenario {
  readonly name: string;
  readonly title: Localized;
  readonly seconds: number;
  /** Terminals the steps need. */
  readonly terminals: number;
  /** How they are built, the first terminal first; the rest are `classic`. */
  readonly kiosks?: readonly KioskModel[];
  /** False: the broker repairs nothing by itself. */
  readonly automatic?: false;
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
}

export const defineScenario = (scenario: Scenario): Scenario => scenario;
