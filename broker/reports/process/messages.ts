import { AppError, messageOf, type Said, saidOf } from "../../../contract/index.ts";
import type { ReportFile, ReportJob } from "../make.ts";
import type { ReportBasis } from "./basis.ts";

/** To the process that makes a report: one only. */
export interface ToMake {
  /** The broker's database. */
  readonly file: string;
  readonly job: ReportJob;
  readonly basis: ReportBasis;
}

interface Refused {
  readonly code: string;
  readonly said: Said;
  readonly context: Readonly<Record<string, unknown>>;
}
/** Its answer, after which it ends. */
export type Made = { readonly file: ReportFile } | { readonly error: Refused };

export const refusedBy = (error: unknown): Refused =>
  error instanceof AppError
    ? { code: error.code, said: saidOf(error), context: error.context }
    : { code: "report", said: messageOf(error), context: {} };

export const errorOf = ({ code, said, context }: Refused): AppError => new AppError(code, said, { ...context });
