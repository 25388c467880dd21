/** Name of the command that makes an agent collect its evidence. Offered for every device. */
export const collectEvidence = "collectEvidence";

/** How far back evidence may be asked for, in minutes. */
export const evidenceMinutes = { least: 1, most: 1440 } as const;
