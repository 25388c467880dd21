import { Transform, type TransformCallback } from "node:stream";
import { AppError, cardDataIn } from "../../contract/index.ts";

/** What a piece may hold back: longer than a track with everything on it, and than any number in hex. */
const heldBack = 512;

/** Control characters that no text holds; a log may have colours (ESC). */
const isBinary = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x1b && !(code >= 0x09 && code <= 0x0d)) return true;
  }
  return false;
};

/**
 * Text on its way to the disk: must be UTF-8, and what looks like card data (S7) leaves it as nines, digit for digit, so that JSON stays JSON. Card data
 * that lies across two pieces is found too. Fails with `AppError("invalid")` for what is no text.
 */
export class Scrubber extends Transform {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #rest = "";
  #blotted = 0;

  /** Places that were blotted out. */
  get blotted(): number {
    return this.#blotted;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#step(done, () => {
      this.#take(this.#decoder.decode(chunk, { stream: true }));
      const cut = this.#safeCut();
      const ready = this.#rest.slice(0, cut);
      this.#rest = this.#rest.slice(cut);
      return ready;
    });
  }

  override _flush(done: TransformCallback): void {
    this.#step(done, () => {
      this.#take(this.#decoder.decode());
      return this.#rest;
    });
  }

  #step(done: TransformCallback, work: () => string): void {
    try {
      const text = work();
      done(null, text === "" ? undefined : Buffer.from(this.#clean(text)));
    } catch (error) {
      done(
        error instanceof TypeError
          ? new AppError("invalid", { en: "the file is not UTF-8 text", "zh-CN": "文件不是 UTF-8 文本" })
          : (error as Error),
      );
    }
  }

  #take(text: string): void {
    if (isBinary(text))
      throw new AppError("invalid", {
        en: "the file is not text: it holds control characters",
        "zh-CN": "文件不是文本：含有控制字符",
      });
    this.#rest += text;
  }

  /** Everything before is whole: no finding, and no number that may go on, lies across. */
  #safeCut(): number {
    let cut = Math.max(0, this.#rest.length - heldBack);
    const line = this.#rest.lastIndexOf("\n", cut);
    if (line > 0) cut = line;
    for (const { from, to } of cardDataIn(this.#rest)) if (from < cut && cut < to) cut = from;
    while (cut > 0 && /[\dA-Fa-f -]/.test(this.#rest[cut - 1] ?? "") && this.#rest.length - cut < heldBack * 4) cut--;
    return cut;
  }

  #clean(text: string): string {
    let clean = "";
    let at = 0;
    for (const { from, to } of cardDataIn(text)) {
      clean += text.slice(at, from) + text.slice(from, to).replace(/[^\s"\\]/g, "9");
      at = to;
      this.#blotted += 1;
    }
    return clean + text.slice(at);
  }
}
