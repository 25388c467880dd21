export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * What of a terminal's settings may be set from afar, between which bounds: nothing that could cut the terminal off or move a device. Everything else is
 * said in the agent's own file only.
 */
export const remoteSettings = {
  refreshMinutes: { kind: "number", least: 1, most: 1440 },
  logLevel: { kind: "choice", choices: logLevels },
  historyPerSecond: { kind: "whole", least: 1, most: 10_000 },
  customerLeaseMinutes: { kind: "number", least: 1, most: 240 },
} as const;
export type RemoteSettingName = keyof typeof remoteSettings;
export const remoteSettingNames = Object.keys(remoteSettings) as readonly RemoteSettingName[];

/** `none`: nothing was ever wanted, the agent's own file counts. */
export const settingsStates = ["none", "pending", "inForce", "refused"] as const;
export type SettingsState = (typeof settingsStates)[number];

/** Whether somebody stands before the terminal and buys. `unknown` is never taken for nobody. */
export const customerStates = ["present", "none", "unknown"] as const;
export type CustomerState = (typeof customerStates)[number];
