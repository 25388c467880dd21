export * from "./components.ts";
export * from "./device-classes.ts";
export * from "./measures.ts";
export * from "./notifications.ts";
export * from "./reports.ts";
export * from "./severities.ts";
export * from "./stock.ts";
export * from "./tickets.ts";
