import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** Chromium of this machine: `ROUNDSMAN_CHROMIUM`, or the first on the path. */
const executable = (): string | undefined => {
  const told = process.env.ROUNDSMAN_CHROMIUM;
  if (told !== undefined) return told;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
};
export const chromiumPath = executable();
/** Said by tests that cannot run. */
export const noBrowser = "there is no Chromium on this machine: install it, or name it in ROUNDSMAN_CHROMIUM";

/** Its own sandbox cannot be had by root. */
const rootArguments = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    headless: true,
    args: [...rootArguments, "--disable-gpu", "--force-color-profile=srgb"],
  });
