/** How much time a promise allows: elapsed hours, or days of work of the calendar. */
export type Budget =
  | { readonly unit: "elapsed"; readonly ms: number }
  | { readonly unit: "workdays"; readonly days: number };

const units: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, d: 86_400_000 };
const shape = /^(\d{1,4}(?:\.\d)?) ?(min|h|d|workdays?)$/;
/** As JSON schema needs it, for the settings' own check. */
export const budgetPattern = "^\\d{1,4}(\\.\\d)? ?(min|h|d|workdays?)$";

/** `5 min`, `1.5 h`, `1 d` (24 hours), `2 workdays` (twice the calendar's usual day). `undefined` for anything else. */
export const parseBudget = (text: string): Budget | undefined => {
  const [, number = "", unit = ""] = shape.exec(text) ?? [];
  if (number === "") return undefined;
  const size = units[unit];
  return size === undefined
    ? { unit: "workdays", days: Number(number) }
    : { unit: "elapsed", ms: Number(number) * size };
};
