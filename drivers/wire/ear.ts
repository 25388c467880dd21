import type { Ear, HeardFrame, Overheard } from "../api.ts";
import { type FrameRule, frame } from "./framer.ts";

/** How a protocol of questions and answers is listened to. */
export interface EarRules {
  readonly toDevice: FrameRule;
  /** What the device's bytes can be depends on the question in some protocols. */
  readonly fromDevice: (asked: Uint8Array | undefined) => FrameRule;
  readonly maxLength: number;
  /** Half frames older than this are given up, ms. */
  readonly interByteMs: number;
  /** A question that waits longer for its answer has none: what comes then is no answer to it, ms. */
  readonly answerMs: number;
  /** Does this frame of the host expect an answer? An ACK does not. */
  readonly isQuestion: (frame: Uint8Array) => boolean;
  /** Is this the answer? Left out: every frame of the device is. */
  readonly isAnswer?: (asked: Uint8Array, frame: Uint8Array) => boolean;
  readonly describe: (frame: HeardFrame) => string;
}

interface Side {
  rest: Uint8Array;
  at: number;
}

const nothing = new Uint8Array(0);

/** An ear for a protocol with one question outstanding. A question repeated after silence is the same question. */
export const earOf = (rules: EarRules): Ear => {
  const sides = { host: { rest: nothing, at: 0 } as Side, device: { rest: nothing, at: 0 } as Side };
  let asked: { readonly bytes: Uint8Array; readonly at: number } | undefined;
  let waiting = false;
  let discarded = 0;

  /** Frames of one side; bytes that are too old to belong to a frame with these are given up, and searched for whole frames no more. */
  const cut = (side: Side, rule: FrameRule, { bytes, at }: Omit<Overheard, "n">): readonly Uint8Array[] => {
    if (side.rest.length > 0 && at - side.at > rules.interByteMs) {
      discarded += side.rest.length;
      side.rest = nothing;
    }
    const framed = frame(rule, rules.maxLength, side.rest, bytes);
    side.rest = framed.rest;
    side.at = at;
    discarded += framed.discarded;
    return framed.frames;
  };

  const fromHost = (chunk: Omit<Overheard, "n">): HeardFrame[] => {
    const frames = cut(sides.host, rules.toDevice, chunk);
    return frames.map((bytes) => {
      const question = rules.isQuestion(bytes);
      if (question) {
        asked = { bytes, at: chunk.at };
        waiting = true;
        // What the device had begun to say was no answer to this.
        discarded += sides.device.rest.length;
        sides.device.rest = nothing;
      }
      return { toDevice: true, ours: chunk.ours, at: chunk.at, bytes, question };
    });
  };

  const fromDevice = (chunk: Omit<Overheard, "n">): HeardFrame[] => {
    const open = asked && chunk.at - asked.at <= rules.answerMs ? asked.bytes : undefined;
    const frames = cut(sides.device, rules.fromDevice(open), chunk);
    return frames.map((bytes) => {
      const answers = open !== undefined && (rules.isAnswer?.(open, bytes) ?? true);
      if (answers) waiting = false;
      return {
        toDevice: false,
        ours: chunk.ours,
        at: chunk.at,
        bytes,
        question: false,
        ...(answers ? { asked: open } : {}),
      };
    });
  };

  return {
    hear: (chunk) => (chunk.toDevice ? fromHost(chunk) : fromDevice(chunk)),
    describe: rules.describe,
    settled: () => !waiting && sides.host.rest.length === 0 && sides.device.rest.length === 0,
    discarded: () => discarded,
  };
};
