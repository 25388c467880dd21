import { AppError, configLine, type FileIssue } from "../contract/index.ts";

/** `levels.0.severities: no level takes critical`: a key never has a colon in it. */
const keyed = (text: string, issue: string): FileIssue => {
  const [, key, message] = /^([^:]+): (.*)$/s.exec(issue) ?? [];
  if (key === undefined || message === undefined) return { message: issue };
  const line = configLine(text, key);
  return { key, message, ...(line === undefined ? {} : { line }) };
};

const issuesOf = (text: string, { context }: AppError): FileIssue[] => {
  const { wrong, issues = [] } = context as { readonly wrong?: FileIssue[]; readonly issues?: string[] };
  return wrong ?? issues.map((issue) => keyed(text, issue));
};

/** What came of reading a file's text, or what is wrong with it by line and key. */
export type CheckedFile<T> = { readonly issues: FileIssue[]; readonly made?: T };

/** Reads a file that people write, to see whether it is right. What `make` throws of its content (`AppError("config")`) is told; all else goes on. */
export const checkFile = <T>(text: string, make: () => T): CheckedFile<T> => {
  try {
    return { issues: [], made: make() };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "config") throw error;
    return { issues: issuesOf(text, error) };
  }
};
