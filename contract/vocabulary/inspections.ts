/** How a part was found. `notFitted`: only a person can say that it is not there. */
export const inspectionResults = ["ok", "notOk", "cannotTell", "notFitted"] as const;
export type InspectionResult = (typeof inspectionResults)[number];

/** What a person can answer. */
export const inspectionAnswers = ["ok", "notOk", "notFitted"] as const;

/** `later`; `soon`: within two weeks; `overdue`: its day is over. */
export const inspectionStates = ["later", "soon", "overdue"] as const;
