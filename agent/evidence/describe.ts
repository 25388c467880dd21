import type { Ear } from "../../drivers/api.ts";
import { bytesOf, type HeardExchange } from "./recent-frames.ts";

const maxNotes = 16;

/** The frames of an exchange in the manual's words, as far as the driver has an ear for its protocol; nothing of bytes that are hidden. */
export const notesOf = (ear: Ear | undefined, { at, sent, received }: HeardExchange): string[] => {
  if (!ear) return [];
  const sides = [
    { toDevice: true, bytes: bytesOf(sent) },
    { toDevice: false, bytes: bytesOf(received) },
  ];
  return sides
    .filter(({ bytes }) => bytes.length > 0)
    .flatMap((side) => ear.hear({ ...side, ours: false, at }))
    .map((frame) => `${frame.toDevice ? ">" : "<"} ${ear.describe(frame)}`.slice(0, 200))
    .filter((text) => text.length > 2)
    .slice(0, maxNotes);
};
