import type { DeviceClass } from "./device-classes.ts";

/** How bad a fault is for the terminal's work, worst first. */
export const severities = ["critical", "major", "minor", "info"] as const;
export type Severity = (typeof severities)[number];

/** What the customer can no longer do. */
export const services = ["sellByCash", "sellByCard", "receipt", "allSales", "monitoring", "security"] as const;
export type Service = (typeof services)[number];

/** What stops while a device of this class cannot be spoken to. A display's control line says nothing of its picture, a UPS lets the mains through. */
export const servicesOf: Readonly<Record<DeviceClass, readonly Service[]>> = {
  cashAcceptor: ["sellByCash"],
  cardReader: ["sellByCard"],
  printer: ["receipt"],
  display: [],
  touchscreen: ["allSales"],
  cabinet: ["monitoring", "security"],
  powerSupply: [],
  network: ["monitoring"],
  host: ["monitoring"],
};

/** Who or what can clear it, after the XFS4IoT `ErrorEvent.action` words. */
export const actionClasses = ["reset", "configure", "clearOnSite", "engineer", "wait"] as const;
export type ActionClass = (typeof actionClasses)[number];

/** Skills a person needs. */
export const skills = ["site", "cash", "mechanic", "electronics", "network", "software"] as const;
export type Skill = (typeof skills)[number];

/** Who takes a fault that no runbook cured: the desk and whoever is on site, or a technician with tools, parts or a specialist's knowledge. */
export const supportLines = ["first", "second"] as const;
export type SupportLine = (typeof supportLines)[number];

/** What needs a key or a pair of hands, not a trade. */
const everybodys: readonly Skill[] = ["site", "cash"];

/**
 * First line: the device or the desk cures it (`reset`, `wait`), or anybody on site can clear it or set it up. Second line: repair, fraud, and set-up
 * that wants a trade; so the service classes of XFS4IoT are used (clear: first-line visit, maintenance: second-line visit). The one place where this is decided.
 */
export const lineOf = ({ action, skill }: { readonly action: ActionClass; readonly skill: Skill }): SupportLine =>
  action === "engineer" || (action === "configure" && !everybodys.includes(skill)) ? "second" : "first";
