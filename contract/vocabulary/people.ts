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

/** What each permission is for, as it is told to somebody who lacks it. */
export const permissionTitles: Readonly<Record<Permission, { readonly en: string; readonly "zh-CN": string }>> = {
  see: { en: "look at the fleet", "zh-CN": "查看" },
  ticket: { en: "work on tickets", "zh-CN": "处理工单" },
  visit: { en: "say what is done on site", "zh-CN": "填报上门" },
  service: { en: "service, rounds and parts", "zh-CN": "维护、巡检与换件" },
  stock: { en: "book spares", "zh-CN": "备件出入库" },
  dispatch: { en: "dispatch", "zh-CN": "调度派工" },
  command: { en: "run commands", "zh-CN": "下发命令" },
  configure: { en: "configure terminals", "zh-CN": "配置终端" },
  money: { en: "commands that could move money", "zh-CN": "涉及现金的命令" },
  audit: { en: "read the audit log", "zh-CN": "查看审计" },
  administer: { en: "administration", "zh-CN": "系统管理" },
};

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
