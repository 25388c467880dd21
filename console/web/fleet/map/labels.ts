import type { Size } from "./projection.ts";

/** A mark on the screen, and what would be written beside it. */
export interface Labelled {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Left out: it has none, but nothing may cover it. */
  readonly text?: string;
}
export interface Label {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "end" | "middle";
  readonly text: string;
}
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const lineHeight = 16;
const gap = 4;
/** Letters of Latin are about so wide at 12 pixels, those of Chinese as wide as high. */
const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 12.5 : 7), 0);

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const markBox = ({ x, y, radius }: Labelled): Box => ({
  left: x - radius,
  right: x + radius,
  top: y - radius,
  bottom: y + radius,
});

/** Right of the mark, left, below, above: the first that is free is taken. */
const placesOf = ({ key, x, y, radius }: Labelled, text: string): { label: Label; box: Box }[] => {
  const width = widthOf(text);
  const beside = radius + gap;
  const at = (dx: number, dy: number, anchor: Label["anchor"]) => {
    const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? width : width / 2);
    const top = y + dy - lineHeight / 2;
    return {
      label: { key, x: x + dx, y: y + dy, anchor, text },
      box: { left, right: left + width, top, bottom: top + lineHeight },
    };
  };
  return [
    at(beside, 0, "start"),
    at(-beside, 0, "end"),
    at(0, beside + lineHeight / 2, "middle"),
    at(0, -beside - lineHeight / 2, "middle"),
  ];
};

const isInside = ({ left, top, right, bottom }: Box, { width, height }: Size): boolean =>
  left >= 0 && top >= 0 && right <= width && bottom <= height;

/**
 * Labels inside the map that cover neither a mark nor each other, nor what is `covered`; the first of the list are served first, and for some there is no
 * room.
 */
export const labelled = (marks: readonly Labelled[], size: Size, covered: readonly Box[] = []): Label[] => {
  const taken = [...marks.map(markBox), ...covered];
  const labels: Label[] = [];
  for (const [n, mark] of marks.entries()) {
    if (mark.text === undefined) continue;
    const free = placesOf(mark, mark.text).find(
      ({ box }) => isInside(box, size) && !taken.some((other, m) => m !== n && overlap(box, other)),
    );
    if (!free) continue;
    labels.push(free.label);
    taken.push(free.box);
  }
  return labels;
};
