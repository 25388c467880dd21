import type { Localized, RehearsalResult, RehearsalView } from "../../../contract/index.ts";
import type { RehearsalWish } from "../rehearsal.ts";

export type Progress = RehearsalView["progress"];

/** To the thread. */
export type Asked =
  | { readonly kind: "begin"; readonly file: string; readonly wish: RehearsalWish }
  | { readonly kind: "stop" };
export type Answered =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly result: RehearsalResult }
  | { readonly kind: "failed"; readonly code: string; readonly said: string | Localized };
