import type { Language, Localized, OnCallLayer } from "../../../contract/index.ts";
import { queueTitles, weekdays } from "../../../contract/plain.ts";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";

const queues: ReadonlyMap<string, Localized> = new Map(Object.entries(queueTitles));

/** What a rota, a queue or a person is called that is named by its id. */
export const useNamed = (
  rotas: readonly { readonly rota: string; readonly title: Localized }[],
): ((id: string) => string) => {
  const { language } = usePreferences();
  const nameOf = useNames();
  return (id) => (rotas.find(({ rota }) => rota === id)?.title ?? queues.get(id))?.[language] ?? nameOf(id);
};

/** One Monday of many. */
const someMonday = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

/** `Mon`, `周一`; 0 is Monday. */
export const weekdayName = (index: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(someMonday + index * dayMs);

type Week = NonNullable<NonNullable<OnCallLayer["hours"]>["week"]>;

/** Days that follow each other and have the same hours are said together: `Mon–Fri 18:00-08:00`. */
export const weekText = (week: Week, language: Language): string[] => {
  const found: { first: number; last: number; hours: string }[] = [];
  for (const [n, day] of weekdays.entries()) {
    const hours = (week[day] ?? []).join(" ");
    const last = found.at(-1);
    if (hours === "") continue;
    if (last?.hours === hours && last.last === n - 1) last.last = n;
    else found.push({ first: n, last: n, hours });
  }
  const name = (n: number): string => weekdayName(n, language);
  return found.map(
    ({ first, last, hours }) => `${first === last ? name(first) : `${name(first)}–${name(last)}`} ${hours}`,
  );
};
