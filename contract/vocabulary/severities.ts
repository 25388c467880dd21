/** How bad a fault is for the terminal's work, worst first. */
export const severities = ["critical", "major", "minor", "info"] as const;
export type Severity = (typeof severities)[number];

/** What the customer can no longer do. */
export const services = ["sellByCash", "sellByCard", "receipt", "allSales", "monitoring", "security"] as const;
export type Service = (typeof services)[number];

/** Who or what can clear it, after the XFS4IoT `ErrorEvent.action` words. */
export const actionClasses = ["reset", "configure", "clearOnSite", "engineer", "wait"] as const;
export type ActionClass = (typeof actionClasses)[number];

/** Skills a person needs. */
export const skills = ["site", "cash", "mechanic", "electronics", "network", "software"] as const;
export type Skill = (typeof skills)[number];
