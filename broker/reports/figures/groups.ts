/** Items by the step that `at` lies in; steps are ascending and touch. What lies in none is left out. */
export const byStep = <T>(
  items: readonly T[],
  steps: readonly { readonly from: number; readonly to: number }[],
  at: (item: T) => number,
): T[][] => {
  const groups = steps.map((): T[] => []);
  let n = 0;
  for (const item of [...items].sort((a, b) => at(a) - at(b))) {
    while (n < steps.length - 1 && at(item) >= (steps[n]?.to ?? 0)) n += 1;
    if (at(item) >= (steps[n]?.from ?? 0) && at(item) < (steps[n]?.to ?? 0)) groups[n]?.push(item);
  }
  return groups;
};
