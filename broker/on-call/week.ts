import { weekdays } from "../../contract/index.ts";
import type { Span } from "../service-levels/calendar.ts";
import { minutesOf } from "./wall-clock.ts";

const dayMinutes = 1440;
const weekMinutes = 7 * dayMinutes;

interface Placed {
  readonly key: string;
  readonly text: string;
  /** Minutes since Monday's midnight. */
  readonly from: number;
  readonly to: number;
}

const spanOf = (text: string): Span => {
  const [from = "", to = ""] = text.split("-");
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return { from: start, to: end > start ? end : end + dayMinutes };
};

/** Two spans of the week that share a minute, the week being a ring: Sunday night reaches into Monday. */
const overlap = (a: Placed, b: Placed): boolean =>
  [-weekMinutes, 0, weekMinutes].some((shift) => a.from < b.to + shift && b.from + shift < a.to);

/** The spans of the seven days, Monday first. `say` gets every wrong one by its key: `monday.1`. */
export const weekOf = (
  given: Readonly<Record<string, readonly string[]>>,
  say: (key: string, en: string, zh: string) => void,
): readonly (readonly Span[])[] => {
  const placed: Placed[] = [];
  const week = weekdays.map((day, n) =>
    (given[day] ?? []).map((text, i) => {
      const span = spanOf(text);
      const key = `${day}.${i}`;
      if (minutesOf(text.slice(-5)) > dayMinutes)
        say(key, `${text}: a day ends at 24:00`, `${text}：一天到 24:00 为止`);
      if (text.slice(0, 5) === text.slice(-5))
        say(key, `${text} ends when it begins; the whole day is 00:00-24:00`, `${text} 起止相同；全天请写 00:00-24:00`);
      const here = { key, text, from: n * dayMinutes + span.from, to: n * dayMinutes + span.to };
      const other = placed.find((one) => overlap(one, here));
      if (other)
        say(key, `${text} overlaps ${other.key} (${other.text})`, `${text} 与 ${other.key}（${other.text}）重叠`);
      placed.push(here);
      return span;
    }),
  );
  return week;
};
