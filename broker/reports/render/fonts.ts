import { existsSync } from "node:fs";
import { AppError } from "../../../contract/index.ts";

/** A font file; `face` is the PostScript name of one font of a collection (.ttc). */
export interface FontFile {
  readonly file: string;
  readonly face?: string;
}

/** Where Debian's packages put fonts that have Chinese letters: fonts-wqy-microhei, fonts-noto-cjk, fonts-droid-fallback, fonts-wqy-zenhei. */
const usual: readonly FontFile[] = [
  { file: "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", face: "WenQuanYiMicroHei" },
  { file: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", face: "NotoSansCJKsc-Regular" },
  { file: "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf" },
  { file: "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", face: "WenQuanYiZenHei" },
];

/** The font a setting names (`file` or `file#face`), else the first of the usual ones that is there. Throws `AppError("config")` for a setting without a file. */
export const findFont = (
  setting: string | undefined,
  exists: (file: string) => boolean = existsSync,
): FontFile | undefined => {
  if (setting === undefined) return usual.find(({ file }) => exists(file));
  const [file = "", face] = setting.split("#");
  if (!exists(file)) throw new AppError("config", `reports.font: there is no file ${file}`);
  return { file, ...(face === undefined ? {} : { face }) };
};

/** Letters the fonts that every PDF reader has can show: Western European ones (Windows-1252). */
const western =
  /^[\t\n\r\u0020-\u007E\u00A0-\u00FF\u20AC\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u017D\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u017E\u0178]*$/;
export const isWestern = (text: string): boolean => western.test(text);

export const noFont = (): AppError =>
  new AppError("noFont", {
    en: "a PDF with Chinese letters needs a font that has them: install one (apt-get install fonts-wqy-microhei), or name a file in the broker's settings (reports.font), or take --format html",
    "zh-CN":
      "含中文的 PDF 需要中文字体：请在服务端安装（apt-get install fonts-wqy-microhei），或在其设置 reports.font 中指定字体文件，或改用 HTML 格式",
  });
