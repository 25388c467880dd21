import { expect, it } from "vitest";
import { audit } from "./accessible.ts";
import { type Looks, picture, shown, signIn, visit } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

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
  ["zh", { language: "zh-CN" }],
  ["en-narrow-dark", { language: "en", theme: "dark", width: 360, height: 740 }],
  ["en-dark", { language: "en", theme: "dark" }],
  ["zh-narrow", { language: "zh-CN", width: 360, height: 740 }],
];

/** Words that were never filled in, and keys nobody has words for. */
const unfilled = /\{\{|\bundefined\b|\bNaN\b|\[object|\b(?:app|fleet|faultQueue|terminalPage|live|signIn)\.[a-zA-Z]+/;

describeWeb("pages", {}, (stage) => {
  it.each(shown(looks, 2))(
    "every page in %s: whole, accessible, no wider than the window, without a complaint",
    async (name, look) => {
      const { context, page, complaints } = await visit(stage.browser, stage.desk.fleet.url, look);
      await page.locator("#login").waitFor();
      await picture(page, `sign-in-${name}`);
      expect(await audit(page), "sign-in").toEqual([]);
      await signIn(page);
      await page.locator(".frame").waitFor();
      for (const [title, path, ready] of pages) {
        await page.goto(stage.desk.fleet.url + path);
        if (!(look.width !== undefined && path === "/faults")) await page.locator(ready).first().waitFor();
        await page.locator(".line-connected").waitFor();
        await picture(page, `${title}-${name}`);
        expect(await audit(page), title).toEqual([]);
        expect(await page.locator("body").innerText(), title).not.toMatch(unfilled);
        expect(await widerThanWindow(page), title).toBe(false);
      }
      expect(strange(complaints)).toEqual([]);
      await context.close();
    },
    60_000,
  );
});
