/** The part of the contract that needs no schema library: for programs that must start at once. */
export * from "./clock.ts";
export * from "./errors.ts";
export * from "./fleet-counts.ts";
export * from "./fleet-query.ts";
export * from "./route-table.ts";
export * from "./verb.ts";
export * from "./vocabulary/index.ts";
