import type { Person, Scope } from "../../../contract/index.ts";

/** A person as the form has them: text everywhere, lists by line. */
export interface PersonDraft {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly customers: string;
  readonly sites: string;
  readonly skills: readonly string[];
  readonly email: string;
  readonly phone: string;
  readonly language: string;
  readonly zone: string;
  readonly disabled: boolean;
}

const lines = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

export const draftOf = (person?: Person): PersonDraft => ({
  id: person?.id ?? "",
  name: person?.name ?? "",
  role: person?.role ?? "viewer",
  customers: (person?.scope?.customers ?? []).join("\n"),
  sites: (person?.scope?.sites ?? []).join("\n"),
  skills: person?.skills ?? [],
  email: person?.email ?? "",
  phone: person?.phone ?? "",
  language: person?.language ?? "",
  zone: person?.zone ?? "",
  disabled: person?.disabled ?? false,
});

const scopeOf = (draft: PersonDraft): Scope | undefined => {
  const [customers, sites] = [lines(draft.customers), lines(draft.sites)];
  if (customers.length + sites.length === 0) return undefined;
  return { ...(customers.length > 0 ? { customers } : {}), ...(sites.length > 0 ? { sites } : {}) };
};

/** What is left empty is left out: the broker replaces all that it knew. */
export const personOf = (draft: PersonDraft): Person => {
  const { id, name, role, skills, disabled } = draft;
  const texts = Object.entries({ email: draft.email, phone: draft.phone, language: draft.language, zone: draft.zone })
    .map(([key, value]) => [key, value.trim()] as const)
    .filter(([, value]) => value !== "");
  const scope = scopeOf(draft);
  return {
    id: id.trim(),
    name: name.trim(),
    role,
    ...Object.fromEntries(texts),
    ...(scope ? { scope } : {}),
    ...(skills.length > 0 ? { skills } : {}),
    ...(disabled ? { disabled } : {}),
  } as Person;
};
