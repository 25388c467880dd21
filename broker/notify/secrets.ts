import { readFileSync } from "node:fs";
import { AppError } from "../../contract/index.ts";

/** Throws `AppError("config")` that names the key and the file. */
export const readNamed = (key: string, file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as { code?: string }).code ?? "unreadable";
    throw new AppError("config", `${key}: cannot read ${file} (${code})`, { key }, { cause: error });
  }
};

const most = 4096;
/** Shorter than this a secret would blot out ordinary words. */
const least = 6;

/** Secrets are read from files and never leave this room: whatever text goes to a log, the store or the API passes `scrub` first. */
export class Secrets {
  readonly #known = new Set<string>();

  /** Throws `AppError("config")` that names the key and the file, never the content. */
  read(key: string, file: string): string {
    const text = readNamed(key, file).trim();
    if (text.length < least || text.length > most)
      throw new AppError("config", `${key}: ${file} must hold one secret of ${least} to ${most} characters`, { key });
    this.#know(text);
    return text;
  }

  #know(text: string): void {
    this.#known.add(text);
    this.#known.add(encodeURIComponent(text));
    this.#known.add(Buffer.from(text).toString("base64"));
    // A robot's address holds its key: the key alone is a secret, too.
    for (const [, value = ""] of text.matchAll(/[?&][^=&]+=([^&\s]+)/g))
      if (value.length >= least) this.#known.add(value);
    const path = /\/([A-Za-z0-9-]{16,})$/.exec(text)?.[1];
    if (path) this.#known.add(path);
  }

  scrub(text: string): string {
    let clean = text;
    for (const secret of this.#known) clean = clean.replaceAll(secret, "***");
    return clean;
  }
}
