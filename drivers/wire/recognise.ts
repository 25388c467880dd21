import { type FrameRule, frame } from "./framer.ts";

/** The first frame among these bytes that is an answer, as `decode` reads it; for `DetectTalk.ask`. Pure. */
export const answerIn =
  <T>(rule: FrameRule, maxLength: number, decode: (frame: Uint8Array) => T | undefined) =>
  (heard: Uint8Array): T | undefined => {
    for (const one of frame(rule, maxLength, new Uint8Array(0), heard).frames) {
      const answer = decode(one);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
