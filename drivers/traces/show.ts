import type { Localized, Tone, Ui } from "../../contract/index.ts";
import type { Ear, HeardFrame, Overheard } from "../api.ts";
import { hex } from "../wire/fields.ts";
import type { Gate } from "./gate.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
/** More bytes than this are counted. */
const shownBytes = 48;

/** `12:34:56.789` of the wall clock, in UTC: frames are compared with logs. */
const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23);
const arrowOf = ({ toDevice, ours }: Pick<Overheard, "toDevice" | "ours">): string =>
  toDevice ? (ours ? "+" : ">") : ours ? "-" : "<";

export interface Screen {
  /** A chunk as it passed; `at` is wall time. */
  chunk(chunk: Omit<Overheard, "n">, at: number): void;
  /** A word about the line. */
  word(words: Localized): void;
  end(): void;
}

interface Line {
  readonly at: number;
  readonly plain: string;
  readonly tone: Tone;
}

const bytesText = (bytes: Uint8Array): string => {
  const more = bytes.length > shownBytes ? ` …+${bytes.length - shownBytes}` : "";
  return hex(bytes.subarray(0, shownBytes)) + more;
};

/**
 * Frames in words, each direction in its own tone. An exchange that says the same as the one before it is counted, not shown: a validator is polled
 * five times a second.
 */
export const screenOf = (ui: Ui, ear: Ear | undefined, mayShow: Gate): Screen => {
  let pending: Line[] = [];
  let lastSaid = "";
  let repeats = 0;

  const put = ({ at, plain, tone }: Line) => ui.out(`${ui.paint("dim", timeOf(at))}  ${ui.paint(tone, plain)}`);
  const tellRepeats = () => {
    if (repeats > 0) ui.out(ui.paint("dim", `              ×${repeats}`));
    repeats = 0;
  };
  const flush = () => {
    if (pending.length === 0) return;
    const said = pending.map((line) => line.plain).join("\n");
    if (said === lastSaid) repeats += 1;
    else {
      tellRepeats();
      pending.forEach(put);
    }
    lastSaid = said;
    pending = [];
  };

  const hidden = (length: number) => ui.say(text(`${length} bytes, not shown`, `${length} 字节，不予显示`));
  const lineOf = (frame: HeardFrame, at: number, shown: boolean): Line => {
    const words = shown ? (ear?.describe(frame) ?? "") : "";
    const plain = `${arrowOf(frame)} ${words ? words.padEnd(34) : ""} ${shown ? bytesText(frame.bytes) : hidden(frame.bytes.length)}`;
    return { at, plain: plain.trimEnd(), tone: frame.toDevice ? "plain" : "strong" };
  };
  const json = (frame: HeardFrame, at: number, shown: boolean) => {
    const words = shown ? ear?.describe(frame) : undefined;
    const body = shown ? { bytes: hex(frame.bytes) } : { hidden: frame.bytes.length };
    ui.jsonOut({ at, direction: arrowOf(frame), ...body, ...(words ? { means: words } : {}) });
  };

  return {
    chunk(chunk, at) {
      const shown = mayShow(chunk.toDevice, chunk.bytes);
      const frames = ear?.hear(chunk) ?? [{ ...chunk, question: false }];
      for (const frame of frames) {
        if (ui.json) json(frame, at, shown);
        else {
          // An exchange begins with what the host asks.
          if (frame.toDevice && (frame.question || !ear)) flush();
          pending.push(lineOf(frame, at, shown));
        }
      }
    },
    word(words) {
      if (ui.json) return ui.jsonOut({ word: words.en });
      flush();
      tellRepeats();
      ui.out(ui.paint("warn", ui.say(words)));
    },
    end() {
      flush();
      tellRepeats();
    },
  };
};
