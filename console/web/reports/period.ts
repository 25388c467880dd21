/** A day, month or quarter as the API writes it, and the one before the current. */
const two = (n: number): string => String(n).padStart(2, "0");

export type PeriodName = "usual" | "yesterday" | "thisMonth" | "lastMonth" | "lastQuarter" | "custom";
export const periodNames: readonly PeriodName[] = [
  "usual",
  "yesterday",
  "thisMonth",
  "lastMonth",
  "lastQuarter",
  "custom",
];

export interface Between {
  readonly from?: string;
  readonly to?: string;
}

const day = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const month = (at: Date): string => day(at).slice(0, 7);

/** What `name` means on the day `now` of the viewer. `usual`: what each report tells of when nothing is said. */
export const between = (name: PeriodName, now: Date, custom: Between = {}): Between => {
  const [year, index] = [now.getFullYear(), now.getMonth()];
  const alone = (text: string): Between => ({ from: text, to: text });
  switch (name) {
    case "usual":
      return {};
    case "yesterday":
      return alone(day(new Date(year, index, now.getDate() - 1)));
    case "thisMonth":
      return alone(month(now));
    case "lastMonth":
      return alone(month(new Date(year, index - 1, 1)));
    case "lastQuarter": {
      const before = new Date(year, index - 3, 1);
      return alone(`${before.getFullYear()}-Q${Math.floor(before.getMonth() / 3) + 1}`);
    }
    case "custom":
      return custom;
  }
};

/** A month named in an address, as `2026-10`; else nothing. */
export const monthIn = (text: string | null): string =>
  /^\d{4}-(?:0[1-9]|1[0-2])$/.test(text ?? "") ? (text ?? "") : "";

/** The month of `now` and those before it, the newest first. */
export const monthsBack = (now: Date, count: number): string[] =>
  Array.from({ length: count }, (_, n) => month(new Date(now.getFullYear(), now.getMonth() - n, 1)));
