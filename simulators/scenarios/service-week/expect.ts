import type { WeekExpectation } from "../week.ts";
export const expect: readonly WeekExpectation[] = [];
