import type { Clock, VisitView } from "../../../contract/index.ts";
import { AppError, hasCode, messageOf, type Timer } from "../../../contract/plain.ts";
import type { Entry, Work } from "./entry.ts";
import { nextToSend } from "./entry.ts";
import type { Keep } from "./keep.ts";

/** More than a month of work: if so much waits, somebody must look. */
const mostEntries = 200;
const againMs = 15_000;

/** Nobody answered, or nobody is signed in: it is worth asking again under the same key. Anything else is an answer. */
const mayReturn = (error: unknown): boolean =>
  hasCode(error, "unavailable", "internal", "badAnswer", "aborted", "unauthorised", "tooManyAttempts");

export interface OutboxDeps {
  readonly keep: Keep;
  readonly clock: Clock;
  readonly newKey: () => string;
  /** Tells the broker, under the entry's key. Answers the visit as it is then, if it was told. */
  readonly send: (entry: Entry, photo: Blob | undefined) => Promise<VisitView | undefined>;
  /** Lets one tab at a time send: what another one sends already is not done here. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
}

export type SentListener = (entry: Entry, now: VisitView | undefined) => void;

const nameOf = (person: string): string => `outbox ${person}`;
const photoOf = (key: string): string => `photo ${key}`;

/**
 * What was done on site and the broker has not heard of. It is written down before it is sent, sent in its order under a key of its own until it is
 * answered, and kept with the reason if it was refused. Each person has their own.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #listeners = new Set<() => void>();
  readonly #sentListeners = new Set<SentListener>();
  #person: string | undefined;
  #entries: readonly Entry[] = [];
  #timer: Timer | undefined;
  #flushing: Promise<void> | undefined;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  readonly entries = (): readonly Entry[] => this.#entries;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  onSent(listener: SentListener): () => void {
    this.#sentListeners.add(listener);
    return () => this.#sentListeners.delete(listener);
  }

  /** Takes up what this person left, and begins to send. Returns what ends it; what waits stays kept. */
  start(person: string): () => void {
    this.#person = person;
    void this.flush();
    return () => {
      if (this.#person === person) this.#person = undefined;
      this.#timer?.cancel();
      this.#show([]);
    };
  }

  /** Throws `refused` if too much waits already, and what the database of the phone throws if it is full. */
  async add(visit: { readonly number: number; readonly place: string }, work: Work, photo?: Blob): Promise<void> {
    if (this.#entries.length >= mostEntries)
      throw new AppError("refused", {
        en: `${mostEntries} entries wait on this phone: let them be sent first`,
        "zh-CN": `本机已有 ${mostEntries} 条记录待发送：请先发送`,
      });
    const { newKey, clock, keep } = this.#deps;
    const entry: Entry = { key: newKey(), at: clock.now(), visit: visit.number, place: visit.place, work };
    if (photo) await keep.set(photoOf(entry.key), photo);
    await this.#change((before) => [...before, entry]);
    void this.flush();
  }

  /** Asks again, as it was or mended. It keeps its place and its time; under a new key, because the old one stands for what was refused. */
  async again(key: string, work?: Work): Promise<void> {
    const photo = await this.#deps.keep.get<Blob>(photoOf(key));
    const fresh = this.#deps.newKey();
    if (photo) await this.#deps.keep.set(photoOf(fresh), photo);
    await this.#change((before) =>
      before.map(({ refused, ...entry }) => {
        if (entry.key !== key) return refused ? { ...entry, refused } : entry;
        return { ...entry, key: fresh, ...(work ? { work } : {}) };
      }),
    );
    await this.#deps.keep.remove(photoOf(key));
    void this.flush();
  }

  async remove(key: string): Promise<void> {
    await this.#change((before) => before.filter((entry) => entry.key !== key));
    await this.#deps.keep.remove(photoOf(key));
    void this.flush();
  }

  /** Signing out: nothing of this person stays on the phone. */
  async forget(): Promise<void> {
    for (const { key } of this.#entries) await this.#deps.keep.remove(photoOf(key));
    await this.#change(() => []);
  }

  /** Sends what waits, one after the other; stops where nobody answers, and tries again by itself. Never throws. */
  flush(): Promise<void> {
    this.#flushing ??= this.#load()
      .then(() => this.#deps.alone(() => this.#sendAll()))
      .catch(() => undefined) // the phone's own database failed: the next try says the same or works
      .finally(() => {
        this.#flushing = undefined;
        this.#wait();
      });
    return this.#flushing;
  }

  async #sendAll(): Promise<void> {
    await this.#load();
    const tried = new Set<string>();
    for (;;) {
      const entry = nextToSend(this.#entries);
      if (!entry || tried.has(entry.key)) return;
      tried.add(entry.key);
      if (!(await this.#sendOne(entry))) return;
    }
  }

  /** False if nobody answered. */
  async #sendOne(entry: Entry): Promise<boolean> {
    const { keep, send } = this.#deps;
    try {
      const photo = entry.work.kind === "photo" ? await keep.get<Blob>(photoOf(entry.key)) : undefined;
      const now = await send(entry, photo);
      for (const listener of this.#sentListeners) listener(entry, now);
      await this.#change((before) => before.filter(({ key }) => key !== entry.key));
      await keep.remove(photoOf(entry.key));
    } catch (error) {
      if (mayReturn(error)) return false;
      const { code, text } = error instanceof AppError ? error : { code: "internal" };
      const refused = { code, message: messageOf(error), ...(text ? { text } : {}) };
      await this.#change((before) => before.map((one) => (one.key === entry.key ? { ...one, refused } : one)));
    }
    return true;
  }

  #wait(): void {
    this.#timer?.cancel();
    if (this.#person !== undefined && nextToSend(this.#entries))
      this.#timer = this.#deps.clock.after(againMs, () => void this.flush());
  }

  async #load(): Promise<void> {
    const person = this.#person;
    if (person === undefined) return;
    const kept = (await this.#deps.keep.get<Entry[]>(nameOf(person))) ?? [];
    if (this.#person === person) this.#show(kept);
  }

  async #change(how: (before: readonly Entry[]) => readonly Entry[]): Promise<void> {
    const person = this.#person;
    if (person === undefined) return;
    let after: readonly Entry[] = [];
    await this.#deps.keep.change<readonly Entry[]>(nameOf(person), (before = []) => {
      after = how(before);
      return after;
    });
    if (this.#person === person) this.#show(after);
  }

  #show(entries: readonly Entry[]): void {
    this.#entries = entries;
    for (const listener of this.#listeners) listener();
  }
}
