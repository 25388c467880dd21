import type { FileIssue } from "../../contract/index.ts";
import { exitCodes } from "../../contract/plain.ts";
import type { Desk } from "./desk.ts";

interface Checked<T> {
  readonly file: string;
  /** As the broker answered. */
  readonly answer: { readonly issues: readonly FileIssue[] };
  /** What the file would be; left out if something is wrong with it. */
  readonly made: T | undefined;
}

/** Says what is wrong with a file, by line and key, or by `print` what it would be. Answers the exit code: 0 right, 1 wrong. */
export const sayChecked = <T>(
  { ui, t }: Desk,
  { file, answer, made }: Checked<T>,
  print: (made: T) => void,
): number => {
  if (ui.json) ui.jsonOut(answer);
  else if (made !== undefined) print(made);
  else {
    ui.err(t("policies.wrong", { count: answer.issues.length, file }));
    for (const { line, key, message } of answer.issues)
      ui.err(
        `  ${[line === undefined ? "" : t("policies.line", { line }), key ?? "", message].filter(Boolean).join(" ")}`,
      );
  }
  return made === undefined ? exitCodes.faulty : exitCodes.ok;
};
