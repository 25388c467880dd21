/**
 * What a protocol's frame rule says of the bytes at the start of the buffer:
 * `need`: not enough bytes to tell; `frame`: the first n bytes are one checked frame; `skip`: the first n bytes belong to no frame.
 */
export type Cut = { readonly need: true } | { readonly frame: number } | { readonly skip: number };

/** Looks at a buffer of at least one byte. Must be pure. */
export type FrameRule = (buffer: Uint8Array) => Cut;

export const need: Cut = { need: true };

export interface Framed {
  readonly rest: Uint8Array;
  readonly frames: readonly Uint8Array[];
  /** How many bytes were thrown away because they were in no frame. */
  readonly discarded: number;
}

/**
 * Cuts a stream of bytes into checked frames: `(rest, bytes) -> (rest, frames)`, pure, so that it can be fuzzed by the million.
 * A rule that asks for more than `maxLength` bytes, or names a frame longer than that, has been lied to by a length field: one byte is
 * dropped and the search goes on, as it does after a bad checksum, so a false start mark never swallows a good frame behind it. The rule
 * sees at most `maxLength` bytes, so how the bytes were split into chunks changes nothing; `rest` is always shorter than `maxLength`.
 */
export const frame = (rule: FrameRule, maxLength: number, rest: Uint8Array, bytes: Uint8Array): Framed => {
  const buffer = rest.length === 0 ? bytes : joined(rest, bytes);
  const frames: Uint8Array[] = [];
  let at = 0;
  let discarded = 0;
  while (at < buffer.length) {
    const view = buffer.subarray(at, at + maxLength);
    const cut = rule(view);
    if ("need" in cut) {
      if (view.length < maxLength) break;
      at += 1;
      discarded += 1;
    } else if ("frame" in cut && cut.frame >= 1 && cut.frame <= view.length) {
      frames.push(view.slice(0, cut.frame));
      at += cut.frame;
    } else if ("frame" in cut) {
      at += 1; // a frame of no bytes, or of bytes that are not there, would loop for ever
      discarded += 1;
    } else {
      const skip = Math.max(1, Math.min(cut.skip, view.length));
      at += skip;
      discarded += skip;
    }
  }
  return { rest: buffer.slice(at), frames, discarded };
};

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
};

/** Index of the next start mark at or after `from`, or the length of the buffer. */
export const nextMark = (buffer: Uint8Array, mark: number, from: number): number => {
  const at = buffer.indexOf(mark, from);
  return at < 0 ? buffer.length : at;
};
