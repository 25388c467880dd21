import { useQuery } from "@tanstack/react-query";
import type { PersonView } from "../../contract/index.ts";
import { actorText } from "../i18n/said.ts";
import { useApi } from "./client-context.ts";
import { usePreferences } from "./preferences.ts";
import { keys } from "./queries.ts";
import { useMay } from "./session/session.ts";

type People = ReadonlyMap<string, PersonView>;

const nobody: People = new Map();
const byId = (people: readonly PersonView[]): People => new Map(people.map((person) => [person.id, person]));

/** Everybody by their id; nobody for those who may not see how people are reached. */
export const usePeople = (): People => {
  const api = useApi();
  const may = useMay("ticket");
  return useQuery({ queryKey: keys.people, queryFn: () => api.people(), enabled: may, select: byId }).data ?? nobody;
};

/** What people are called, as far as one may know it; else what they sign in with. */
export const useNames = (): ((id: string) => string) => {
  const people = usePeople();
  return (id) => people.get(id)?.name ?? id;
};

const person = "user:";

/** Who did it, as people say it: somebody by name; `runbook:jam` and `broker` in words. */
export const useActor = (): ((by: string) => string) => {
  const nameOf = useNames();
  const { language } = usePreferences();
  return (by) => (by.startsWith(person) ? nameOf(by.slice(person.length)) : actorText(by, language));
};
