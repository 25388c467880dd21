import type { Clock, Timer } from "../../contract/index.ts";

/** What an acceptor says when asked for its state while a fault lasts, and whether a RESET mends it. */
export interface Persistent {
  readonly text: string;
  readonly says: readonly number[];
  readonly curedByReset?: true;
}

/** The faults of a table of lasting ones and of those that show when something happens. */
export const faultsOf = (
  persistent: Readonly<Record<string, Persistent>>,
  others: Readonly<Record<string, string>>,
): { name: string; text: string }[] => [
  ...Object.entries(persistent).map(([name, { text }]) => ({ name, text })),
  ...Object.entries(others).map(([name, text]) => ({ name, text })),
];

/** What the world can do to every acceptor with one path and a drop cassette, beside pushing in a note. */
export const cassetteActions = [
  {
    name: "pushSecondNote",
    text: "a second note is pushed in while the first is on its way; it is taken back after 3 s",
  },
  { name: "removeCassette", text: "the cash box is taken out" },
  { name: "returnCassette", text: "an empty cash box is put in" },
] as const;

/** Its body: rollers, path and box. */
export interface Body {
  readonly broken: Set<string>;
  powerCycle(place: "head" | "stacker", note: number): void;
  secondNote(): void;
  removeBox(): void;
  returnBox(): void;
  cheat(): void;
  halt(): void;
  mended(): void;
}

export const cassetteActs = (body: Body): Readonly<Record<string, () => void>> => ({
  pushSecondNote: () => body.secondNote(),
  removeCassette: () => body.removeBox(),
  returnCassette: () => body.returnBox(),
});

export interface Cutting {
  /** Note that is in the head, or near the stacker, when power is cut there. */
  readonly head: number;
  readonly stacker: number;
}

const swapMs = 1_000;

/** Breaks and mends a body. */
export class Troubles {
  readonly #body: Body;
  readonly #clock: Clock;
  readonly #lasts: (fault: string) => boolean;
  #swap: Timer | undefined;

  /** `lasts`: is it a fault of the table of lasting ones? */
  constructor(body: Body, clock: Clock, lasts: (fault: string) => boolean) {
    this.#body = body;
    this.#clock = clock;
    this.#lasts = lasts;
  }

  inject(fault: string, note: Cutting): void {
    const body = this.#body;
    if (fault === "powerUpBillInStacker") return body.powerCycle("stacker", note.stacker);
    if (fault === "powerUpBillInHead") return body.powerCycle("head", note.head);
    if (fault === "cassetteRemoved") return body.removeBox();
    body.broken.add(fault);
    if (fault === "cheat") body.cheat();
    else if (this.#lasts(fault) && fault !== "pause" && fault !== "cassetteFull") body.halt();
  }

  clear(fault?: string): void {
    const body = this.#body;
    const mend = fault === undefined ? [...body.broken] : [fault];
    const ofBox = (name: string): boolean => name === "cassetteFull" || name === "cassetteRemoved";
    // A full or missing box is mended by putting in an empty one.
    if (mend.some((name) => ofBox(name) && body.broken.has(name))) {
      body.removeBox();
      this.#swap?.cancel();
      this.#swap = this.#clock.after(swapMs, () => body.returnBox());
    }
    for (const name of mend) {
      if (ofBox(name) || !body.broken.delete(name)) continue;
      if (this.#lasts(name) && name !== "pause") body.mended();
    }
  }

  close(): void {
    this.#swap?.cancel();
  }
}
