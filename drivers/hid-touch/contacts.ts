import { codes, type InputRecord, types } from "./codec.ts";

/** Controller units. A coordinate is left out until the kernel said it: it repeats nothing that did not change. */
export interface Raw {
  readonly x: number;
  readonly y: number;
}

/** What a frame did. `touch` numbers the touches of a stream. `timeUs` is the kernel's. */
export type Change =
  | {
      readonly kind: "down";
      readonly touch: number;
      readonly timeUs: number;
      readonly raw?: Raw;
      /** It was there already when we began to look: no new touch. */
      readonly resumed?: true;
    }
  | { readonly kind: "move"; readonly touch: number; readonly timeUs: number; readonly raw?: Raw }
  /** `lost`: no lift was told, another touch took its place. */
  | { readonly kind: "up"; readonly touch: number; readonly timeUs: number; readonly lost?: true }
  /** The kernel's queue ran over: what is touched is not known. */
  | { readonly kind: "overflow"; readonly timeUs: number }
  | { readonly kind: "frame"; readonly timeUs: number };

interface Slot {
  /** Undefined: not known. */
  isDown: boolean | undefined;
  x: number | undefined;
  y: number | undefined;
  touch: number;
  /** Since the last SYN_REPORT. */
  moved: boolean;
  began: number;
  ended: boolean;
}

/** Protocol B of the kernel knows few slots; more is a broken device. */
const maxSlots = 64;

/** The multi-touch protocol B, and the one of devices with one contact (Documentation/input/multi-touch-protocol.rst; hid-touch.md §4). */
export class Contacts {
  #multi: boolean;
  #slots = new Map<number, Slot>();
  #slot = 0;
  #touches = 0;
  #dropping = false;

  constructor(multi: boolean) {
    this.#multi = multi;
  }

  /** Nothing before SYN_REPORT is final. */
  take({ type, code, value, timeUs }: InputRecord): Change[] {
    if (type === types.syn) return this.#syn(code, timeUs);
    if (this.#dropping) return [];
    if (type === types.key && code === codes.btnTouch && !this.#multi) this.#press(0, value !== 0);
    if (type === types.abs) this.#abs(code, value);
    return [];
  }

  #abs(code: number, value: number): void {
    const isMt = code >= codes.mtSlot;
    if (isMt && !this.#multi) {
      this.#multi = true;
      this.#slots.clear(); // the same finger was told in the other way, too
    }
    if (code === codes.mtSlot) this.#slot = Math.min(Math.max(0, value), maxSlots - 1);
    else if (code === codes.mtTrackingId) this.#press(this.#slot, value >= 0);
    else if (code === codes.mtPositionX || (code === codes.absX && !this.#multi)) this.#moved("x", value);
    else if (code === codes.mtPositionY || (code === codes.absY && !this.#multi)) this.#moved("y", value);
  }

  #at(number: number): Slot {
    const known = this.#slots.get(number);
    if (known) return known;
    const slot = { isDown: undefined, x: undefined, y: undefined, touch: 0, moved: false, began: 0, ended: false };
    this.#slots.set(number, slot);
    return slot;
  }

  #press(number: number, isDown: boolean): void {
    const slot = this.#at(number);
    if (isDown) slot.began += 1;
    else slot.ended = true;
  }

  #moved(axis: "x" | "y", value: number): void {
    const slot = this.#at(this.#multi ? this.#slot : 0);
    slot[axis] = value;
    slot.moved = true;
  }

  #syn(code: number, timeUs: number): Change[] {
    if (code === codes.synDropped) {
      this.#dropping = true;
      return [];
    }
    if (code !== codes.synReport) return [];
    if (this.#dropping) {
      this.#dropping = false;
      this.#slots.clear();
      return [{ kind: "overflow", timeUs }];
    }
    return [...[...this.#slots.values()].flatMap((slot) => this.#settle(slot, timeUs)), { kind: "frame", timeUs }];
  }

  #settle(slot: Slot, timeUs: number): Change[] {
    const { began, ended, moved } = slot;
    slot.began = 0;
    slot.ended = false;
    slot.moved = false;
    const changes: Change[] = [];
    const up = (lost: boolean) => {
      if (slot.isDown)
        changes.push({ kind: "up", touch: slot.touch, timeUs, ...(lost ? { lost: true as const } : {}) });
      slot.isDown = false;
    };
    if (ended) up(false);
    if (began > 0) {
      up(!ended);
      changes.push(this.#down(slot, timeUs, false));
    } else if (moved && !ended && slot.isDown === undefined) changes.push(this.#down(slot, timeUs, true));
    else if (moved && slot.isDown) changes.push({ kind: "move", touch: slot.touch, timeUs, ...rawOf(slot) });
    return changes;
  }

  #down(slot: Slot, timeUs: number, resumed: boolean): Change {
    this.#touches += 1;
    slot.isDown = true;
    slot.touch = this.#touches;
    const more = resumed ? { resumed: true as const } : {};
    return { kind: "down", touch: slot.touch, timeUs, ...rawOf(slot), ...more };
  }
}

const rawOf = ({ x, y }: Slot): { raw?: Raw } => (x === undefined || y === undefined ? {} : { raw: { x, y } });
