import { readFile, writeFile } from "node:fs/promises";
import { AppError, messageOf } from "../../contract/plain.ts";

/** Writes a file that a person named. Throws `usage` with the reason. */
export const save = async (file: string, content: Uint8Array): Promise<void> => {
  try {
    await writeFile(file, content);
  } catch (error) {
    throw new AppError(
      "usage",
      { en: `cannot write ${file}: ${messageOf(error)}`, "zh-CN": `无法写入 ${file}：${messageOf(error)}` },
      { file },
      { cause: error },
    );
  }
};

/** Reads one. Throws `usage` with the reason. */
export const load = async (file: string): Promise<Uint8Array> => {
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
