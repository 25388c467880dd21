import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ascii } from "../wire/fields.ts";

/** A sysfs attribute without its line end; undefined where there is none, or it went away meanwhile. */
export const attribute = (folder: string, name: string): Promise<string | undefined> =>
  readFile(join(folder, name)).then(
    (bytes) => ascii(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes),
    () => undefined,
  );

/** Names in a folder; none if it is not there. */
export const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Last part of where a link leads: the name of a driver or subsystem. */
export const linkedName = (path: string): Promise<string | undefined> =>
  readlink(path).then(
    (target) => basename(target),
    () => undefined,
  );

/** Where a path really is; undefined if it leads nowhere. */
export const real = (path: string): Promise<string | undefined> => realpath(path).catch(() => undefined);

/** The folder itself and all above it, up to the root. */
export const upwards = (folder: string): string[] => {
  const found = [folder];
  for (let at = folder; at !== dirname(at); at = dirname(at)) found.push(dirname(at));
  return found;
};
