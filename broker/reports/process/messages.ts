import { AppError, messageOf } from "../../../contract/index.ts";
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
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}
/** Its answer, after which it ends. */
export type Made = { readonly file: ReportFile } | { readonly error: Refused };

export const refusedBy = (error: unknown): Refused =>
  error instanceof AppError
    ? { code: error.code, message: error.message, context: error.context }
    : { code: "report", message: messageOf(error), context: {} };

export const errorOf = ({ code, message, context }: Refused): AppError => new AppError(code, message, { ...context });
