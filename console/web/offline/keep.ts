import { createStore, del, get, set, update } from "idb-keyval";

/** What outlives the page on this phone: a few named things. */
export interface Keep {
  get<T>(name: string): Promise<T | undefined>;
  set(name: string, value: unknown): Promise<void>;
  /** Reads and writes in one go: two tabs cannot lose each other's change. */
  change<T>(name: string, how: (before: T | undefined) => T): Promise<void>;
  remove(name: string): Promise<void>;
}

/** In the browser's own database. It is opened by whoever first needs it: most people never do. */
export const browserKeep = (): Keep => {
  let opened: ReturnType<typeof createStore> | undefined;
  const store = (): ReturnType<typeof createStore> => (opened ??= createStore("roundsman", "phone"));
  return {
    get: (name) => get(name, store()),
    set: (name, value) => set(name, value, store()),
    change: (name, how) => update(name, how, store()),
    remove: (name) => del(name, store()),
  };
};
