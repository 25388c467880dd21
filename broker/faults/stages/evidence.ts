import type { Evidence } from "../../../contract/index.ts";

const most = 16;
const firstKept = 4;

/** Adds to the evidence and keeps it bounded: how it began and what was seen last matter most, so the middle is given up. */
export const addEvidence = (evidence: readonly Evidence[], added: Evidence): Evidence[] => {
  const all = [...evidence, added];
  if (all.length <= most) return all;
  return [...all.slice(0, firstKept), ...all.slice(all.length - (most - firstKept))];
};
