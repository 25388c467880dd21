/** Terminal clock minus broker clock, from the moments the broker named. Each is late by its way here, never early: the smallest of the last few is nearest the truth. */
export const clockSkew = (keep = 16) => {
  const samples: number[] = [];
  return {
    heard(brokerAt: number, now: number): void {
      samples.push(now - brokerAt);
      if (samples.length > keep) samples.shift();
    },
    ms: (): number | undefined => (samples.length === 0 ? undefined : Math.min(...samples)),
  };
};
export type ClockSkew = ReturnType<typeof clockSkew>;
