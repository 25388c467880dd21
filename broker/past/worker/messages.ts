import type { Said } from "../../../contract/index.ts";
import type { PastJob } from "../job.ts";

/** To the thread: questions, answered in order. */
export interface Asked {
  readonly n: number;
  /** The broker's database. */
  readonly file: string;
  readonly job: PastJob;
}
export type Answered = { readonly n: number } & (
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly said: Said } }
);
