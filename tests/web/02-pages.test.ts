import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { audit } from "./accessible.ts";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, type Looks, openDesk, picture, signIn, visit } from "./rig.ts";

/** A browser takes its time on a small machine. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Every page, how it is told that it is there, and what must be seen on it in each language. */
const pages: readonly (readonly [name: string, path: string, ready: string])[] = [
  ["fleet", "/", ".matrix-row"],
  ["terminal", "/terminals/kiosk-001", ".module-card"],
  ["terminal-lost", "/terminals/kiosk-002", ".module-card"],
  ["terminal-new", "/terminals/kiosk-003", ".terminal-body"],
  ["faults", "/faults", ".fault-detail"],
  ["fault", "/faults/4f2ab9c0-11aa-4c1e-9b7d-0a1b2c3d4e5f", ".fault-detail .story"],
];
const looks: readonly (readonly [name: string, Looks])[] = [
  ["en", { language: "en" }],
  ["en-dark", { language: "en", theme: "dark" }],
  ["zh", { language: "zh-CN" }],
  ["zh-narrow", { language: "zh-CN", width: 360, height: 740 }],
  ["en-narrow-dark", { language: "en", theme: "dark", width: 360, height: 740 }],
];

/** Words that were never filled in, and keys nobody has words for. */
const unfilled = /\{\{|\bundefined\b|\bNaN\b|\[object|\b(?:app|fleet|faultQueue|terminalPage|live|signIn)\.[a-zA-Z]+/;

const widerThanWindow = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>("document.documentElement.scrollWidth > window.innerWidth");

describe.skipIf(chromiumPath === undefined)(`web: pages${chromiumPath === undefined ? ` (${noBrowser})` : ""}`, () => {
  let browser: Browser;
  let desk: Desk;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([launch(), openDesk()]);
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  it.each(looks)(
    "every page in %s: whole, accessible, no wider than the window, without a complaint",
    async (name, look) => {
      const { context, page, complaints } = await visit(browser, desk.fleet.url, look);
      await page.locator("#login").waitFor();
      await picture(page, `sign-in-${name}`);
      expect(await audit(page), "sign-in").toEqual([]);
      await signIn(page);
      await page.locator(".frame").waitFor();
      for (const [title, path, ready] of pages) {
        await page.goto(desk.fleet.url + path);
        if (!(look.width !== undefined && path === "/faults")) await page.locator(ready).first().waitFor();
        await page.locator(".line-connected").waitFor();
        await picture(page, `${title}-${name}`);
        expect(await audit(page), title).toEqual([]);
        expect(await page.locator("body").innerText(), title).not.toMatch(unfilled);
        expect(await widerThanWindow(page), title).toBe(false);
      }
      expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
      await context.close();
    },
    60_000,
  );
});
