import { aboutField, type Clock, type Person, type PersonView, type Scope, wrongField } from "../../contract/index.ts";
import type { Store, Tx } from "../store/store.ts";
import { unknown } from "../unknown.ts";
import type { Passwords } from "./password.ts";

export interface PeopleDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly passwords: Passwords;
}

const mostPeople = 5000;

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // RangeError: there is no such zone
  }
};

/** Keys whose values differ. */
const changed = (before: Person | undefined, after: Person): string[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before?.[key as keyof Person]) !== JSON.stringify(after[key as keyof Person]),
  );

const isPartOf = (inner: Scope | undefined, outer: Scope): boolean =>
  inner !== undefined &&
  (["customers", "sites"] as const).every((key) => (inner[key] ?? []).every((one) => outer[key]?.includes(one)));

/** Everybody who works with the broker: what they are called, what they may do, how they are reached. */
export class People {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #passwords: Passwords;

  constructor({ store, clock, passwords }: PeopleDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#passwords = passwords;
  }

  /** Whoever signed in may know of themselves, however little of the fleet they see. */
  one(id: string): Person | undefined {
    return this.#store.read.person(id);
  }

  /** Everybody; to somebody who sees a part of the fleet, those who are there for that part and no other. */
  list(scope?: Scope): PersonView[] {
    const { read } = this.#store;
    const seen = read.peopleSeen();
    const people = read.people().filter((person) => scope === undefined || isPartOf(person.scope, scope));
    return people.map((person) => {
      const lastSeenAt = seen.get(person.id);
      const hasPassword = read.passwordHash(person.id) !== undefined;
      return { ...person, hasPassword, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) };
    });
  }

  /** Adds or replaces. Whoever is disabled, or whose role or scope changes, is signed out. Throws `invalid` for a zone that does not exist. */
  save(tx: Tx, person: Person, by: string): PersonView {
    if (person.zone !== undefined && !isZone(person.zone))
      throw wrongField("body.zone", { en: `is no time zone: ${person.zone}`, "zh-CN": `没有时区 ${person.zone}` });
    const before = tx.read.person(person.id);
    if (!before && tx.read.people().length >= mostPeople)
      throw aboutField("invalid", "body.id", {
        en: `there are ${mostPeople} people already`,
        "zh-CN": `人员已达上限 ${mostPeople} 名`,
      });
    const keys = changed(before, person);
    if (keys.length > 0) {
      tx.savePerson(person);
      if (keys.some((key) => ["role", "scope", "disabled"].includes(key))) tx.dropSessionsOf(person.id);
      const detail = { changed: keys, role: person.role, scope: person.scope, disabled: person.disabled ?? false };
      const action = before ? "person.set" : "person.add";
      tx.addAudit({ at: this.#clock.now(), actor: by, action, target: person.id, detail });
    }
    const lastSeenAt = tx.read.peopleSeen().get(person.id);
    const hasPassword = tx.read.passwordHash(person.id) !== undefined;
    return { ...person, hasPassword, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) };
  }

  /** Ends every session of that person. Throws `notFound`. */
  async setPassword(person: string, password: string, by: string): Promise<void> {
    const known = (): void => {
      if (!this.#store.read.person(person)) throw unknown("person", person);
    };
    known();
    const hash = await this.#passwords.hash(password);
    await this.#store.write((tx) => {
      known();
      tx.savePasswordHash(person, hash);
      tx.dropSessionsOf(person);
      tx.addAudit({ at: this.#clock.now(), actor: by, action: "person.password", target: person, detail: {} });
    });
  }

  /** Too many passwords wait to be looked at: nobody else should be let in line now. */
  get busy(): boolean {
    return this.#passwords.busy;
  }

  /** Takes as long whether there is such a person or not. */
  async passwordMatches(person: string, password: string): Promise<boolean> {
    return this.#passwords.matches(this.#store.read.passwordHash(person), password);
  }
}
