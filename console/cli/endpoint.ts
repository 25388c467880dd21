import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where the broker is and with which token to ask it. */
export interface Endpoint {
  readonly url: string;
  readonly token?: string;
}

export const defaultUrl = "http://127.0.0.1:7070";
/** Where a broker started from this folder leaves its first token, and beside it its address. */
const tokenFiles = ["data/demo/broker/admin-token", "data/broker/admin-token"];

interface Found {
  readonly token: string;
  readonly url: string | undefined;
  readonly modified: number;
}

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return (await readFile(file, "utf8")).trim() || undefined;
  } catch {
    return undefined; // not there, or not ours to read: then there is none
  }
};

const modifiedAt = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0, // not there: older than anything
  );

const look = async (file: string): Promise<Found[]> => {
  const token = await textOf(file);
  if (token === undefined) return [];
  const urlFile = join(dirname(file), "http-url");
  // The token is written once, the address at every start: the newer of the two says which broker ran last.
  const modified = Math.max(await modifiedAt(file), await modifiedAt(urlFile));
  return [{ token, url: await textOf(urlFile), modified }];
};

const newestFirst = async (folder: string): Promise<Found[]> => {
  const found = await Promise.all(tokenFiles.map((file) => look(join(folder, file))));
  return found.flat().sort((a, b) => b.modified - a.modified);
};

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);

const sameUrl = (a: string, b: string): boolean =>
  URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;

/** A token from a file goes to the broker that wrote it, and to no other machine. */
const fits = (found: Found, url: string): boolean =>
  found.url === undefined ? isLoopback(url) : sameUrl(found.url, url);

/**
 * Options first, then `ROUNDSMAN_BROKER` and `ROUNDSMAN_TOKEN`, then what a broker running from `folder` (or its demo) left behind, newest first;
 * else the default address without a token.
 */
export const findEndpoint = async (
  given: { broker?: string; token?: string },
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<Endpoint> => {
  const found = await newestFirst(folder);
  const url = given.broker ?? env.ROUNDSMAN_BROKER ?? found[0]?.url ?? defaultUrl;
  const token = given.token ?? env.ROUNDSMAN_TOKEN ?? found.find((entry) => fits(entry, url))?.token;
  return { url, ...(token === undefined ? {} : { token }) };
};
