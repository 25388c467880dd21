import { readdir } from "node:fs/promises";
import type { Verb } from "../../contract/index.ts";
import { AppError, messageOf } from "../../contract/plain.ts";

/** Rooms whose verbs make up the command line. They are reached by name only: the console imports no room. */
const rooms = ["console/cli", "agent", "broker", "drivers", "simulators"];
const top = new URL("../../", import.meta.url);
const verbFile = /^([a-z][a-z0-9-]*)\.[jt]s$/;

/** Files of verbs by the verb's name. */
export type VerbFiles = ReadonlyMap<string, URL>;

const filesIn = async (folder: URL): Promise<[string, URL][]> => {
  const names = await readdir(folder).catch(() => []); // a room without verbs
  return names.flatMap((file): [string, URL][] => {
    const name = verbFile.exec(file)?.[1];
    return name === undefined ? [] : [[name, new URL(file, folder)]];
  });
};

/** Finds the verbs by their file names, without loading them. */
export const findVerbs = async (): Promise<VerbFiles> => {
  const found = await Promise.all(rooms.map((room) => filesIn(new URL(`${room}/verbs/`, top))));
  return new Map(found.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Loads one verb. Throws `config` if the file is not a verb. */
export const loadVerb = async (name: string, file: URL): Promise<Verb> => {
  const verb = ((await import(file.href)) as { default?: Verb }).default;
  if (!verb || verb.name !== name || typeof verb.run !== "function")
    throw new AppError("config", `${file.pathname} is not the verb "${name}"`);
  return verb;
};

/** Loads all, for help and completion. One that does not load is left out and named: the others still work. */
export const loadAll = async (files: VerbFiles, onError: (text: string) => void): Promise<Verb[]> => {
  const load = async ([name, file]: [string, URL]): Promise<Verb[]> => {
    try {
      return [await loadVerb(name, file)];
    } catch (error) {
      onError(`${name}: ${messageOf(error)}`);
      return [];
    }
  };
  return (await Promise.all([...files].map(load))).flat();
};
