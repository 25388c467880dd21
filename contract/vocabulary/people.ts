/**
 * What a person or a token may do; each route of the API asks for one of these. `service`: hands on a kiosk, rounds and parts. `money`: commands that
 * move money. `dispatch`: who goes where, and which messages go out.
 */
export const permissions = [
  "see",
  "ticket",
  "visit",
  "service",
  "stock",
  "dispatch",
  "command",
  "configure",
  "money",
  "audit",
  "administer",
] as const;
export type Permission = (typeof permissions)[number];

/** A technician works on site, a dispatcher plans who goes where, an engineer heals from afar. */
export const roles = ["viewer", "technician", "dispatcher", "engineer", "admin"] as const;
export type Role = (typeof roles)[number];

/** Roles are no chain: a dispatcher commands no device, a technician sends nobody out. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ["see"],
  technician: ["see", "ticket", "visit", "service", "stock", "command"],
  dispatcher: ["see", "ticket", "visit", "stock", "dispatch"],
  engineer: ["see", "ticket", "visit", "service", "stock", "dispatch", "command", "configure", "money"],
  admin: permissions,
};

export const mayDo = (role: Role, permission: Permission): boolean => permissionsOf[role].includes(permission);
