import { readFile } from "node:fs/promises";
import { AppError, messageOf } from "../../contract/plain.ts";

/** Throws `AppError("usage")` for a file that cannot be read. */
export const readBytes = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (error) {
    throw new AppError(
      "usage",
      { en: `cannot read ${file}: ${messageOf(error)}`, "zh-CN": `无法读取 ${file}：${messageOf(error)}` },
      { file },
      { cause: error },
    );
  }
};
