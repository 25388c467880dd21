import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { type MapView, panned, type Size, type World, zoomed } from "./projection.ts";

/** How a hand changes what is shown. */
export type Move = (change: (view: MapView, size: Size) => MapView) => void;

/** A hand that goes no farther than this meant to click. */
const stillPixels = 4;
/** A notch of a wheel is about a hundred pixels. */
const zoomPerPixel = 1 / 250;
const pixelsOfLine = 16;

/** The size of an element, as it is now. */
export const useSize = (box: RefObject<HTMLElement | null>): Size | undefined => {
  const [size, setSize] = useState<Size>();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return size;
};

const middle = ([a, b = a]: readonly (World | undefined)[]): World => ({
  x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2,
  y: ((a?.y ?? 0) + (b?.y ?? 0)) / 2,
});
const span = ([a, b]: readonly (World | undefined)[]): number => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

/** One finger or the mouse moves the map, two fingers or the wheel make it larger and smaller. */
const watchHands = (element: HTMLElement, move: Move): (() => void) => {
  const hands = new Map<number, World>();
  let [gone, dragged] = [0, false];
  const at = ({ clientX, clientY }: MouseEvent): World => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (hands.size === 0) [gone, dragged] = [0, false];
    hands.set(event.pointerId, at(event));
  };
  const go = (event: PointerEvent): void => {
    const before = hands.get(event.pointerId);
    if (!before) return;
    const [hadMiddle, hadSpan] = [middle([...hands.values()]), span([...hands.values()])];
    hands.set(event.pointerId, at(event));
    const [hasMiddle, hasSpan] = [middle([...hands.values()]), span([...hands.values()])];
    gone += Math.hypot(hasMiddle.x - hadMiddle.x, hasMiddle.y - hadMiddle.y) + Math.abs(hasSpan - hadSpan);
    if (gone < stillPixels) return;
    // Only now: a click must reach what it was made on.
    if (!dragged) element.setPointerCapture(event.pointerId);
    dragged = true;
    const by = { x: hasMiddle.x - hadMiddle.x, y: hasMiddle.y - hadMiddle.y };
    const steps = hadSpan > 0 && hasSpan > 0 ? Math.log2(hasSpan / hadSpan) : 0;
    move((view, size) => zoomed(panned(view, by), size, steps, hasMiddle));
  };
  const up = (event: PointerEvent): void => void hands.delete(event.pointerId);
  const click = (event: MouseEvent): void => {
    if (dragged) event.stopPropagation();
  };
  const twice = (event: MouseEvent): void => move((view, size) => zoomed(view, size, 1, at(event)));
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pixelsOfLine : 1);
    move((view, size) => zoomed(view, size, -pixels * zoomPerPixel, at(event)));
  };
  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", go, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", up, { signal });
  element.addEventListener("click", click, { signal, capture: true });
  element.addEventListener("dblclick", twice, { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  return () => stop.abort();
};

export const useHands = (box: RefObject<HTMLElement | null>, move: Move): void => {
  useEffect(() => (box.current ? watchHands(box.current, move) : undefined), [box, move]);
};

const stepPixels = 80;
const arrows: Readonly<Record<string, World>> = {
  ArrowLeft: { x: stepPixels, y: 0 },
  ArrowRight: { x: -stepPixels, y: 0 },
  ArrowUp: { x: 0, y: stepPixels },
  ArrowDown: { x: 0, y: -stepPixels },
};
const zoomKeys: Readonly<Record<string, number>> = { "+": 1, "=": 1, "-": -1, _: -1 };

/** Arrows, plus and minus. Answers whether the key meant something here. */
export const moveByKey = (key: string, move: Move): boolean => {
  const [arrow, steps] = [arrows[key], zoomKeys[key]];
  if (arrow) move((view) => panned(view, arrow));
  if (steps !== undefined) move((view, size) => zoomed(view, size, steps));
  return arrow !== undefined || steps !== undefined;
};
