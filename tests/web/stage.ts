import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, vi } from "vitest";
import type { Person } from "../../contract/index.ts";
import type { ServeOptions } from "../support/served-fleet.ts";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, type Looks, openDesk, sessionOf, type Visit, visit } from "./rig.ts";

/** What all tests of a file share: one browser, one served fleet, and who works there. */
export interface Setting extends ServeOptions {
  /** Beside Eva, the engineer. */
  readonly people?: readonly Person[];
  /** Who signs in if a test names nobody; `eva` if left out. */
  readonly who?: string;
  /** Done once, before the first test. */
  readonly prepare?: (desk: Desk) => Promise<void>;
}

export interface Stage {
  readonly browser: Browser;
  readonly desk: Desk;
  /** Opens a page in a browser of its own, with somebody signed in, and waits until what it shows is live. It is closed after the test. */
  open(path?: string, looks?: Looks, who?: string): Promise<Visit>;
}

/** What a page complained of, apart from the answer (401) that nobody is signed in: not yet, or no longer. */
export const strange = (complaints: readonly string[]): string[] =>
  complaints.filter((text) => !text.includes("status of 401"));

export const widerThanWindow = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>("document.documentElement.scrollWidth > window.innerWidth");

const closed = async (contexts: BrowserContext[]): Promise<void> => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
};

/** Tests in a real browser; where there is none they are skipped, and say why. A browser takes its time on a small machine. */
export const describeInBrowser = (title: string, tests: () => void): void => {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  const without = chromiumPath === undefined ? ` (${noBrowser})` : "";
  describe.skipIf(chromiumPath === undefined)(`web: ${title}${without}`, tests);
};

/** Tests in a browser on one served fleet. */
export const describeWeb = (title: string, setting: Setting, tests: (stage: Stage) => void): void => {
  const { people = [], who = "eva", prepare, ...served } = setting;
  describeInBrowser(title, () => {
    let browser: Browser;
    let desk: Desk;
    const contexts: BrowserContext[] = [];
    beforeAll(async () => {
      [browser, desk] = await Promise.all([launch(), openDesk(served)]);
      for (const person of people) await desk.add(person);
      await prepare?.(desk);
    });
    afterEach(() => closed(contexts));
    afterAll(async () => {
      await browser.close();
      await desk.close();
    });
    tests({
      get browser() {
        return browser;
      },
      get desk() {
        return desk;
      },
      async open(path = "/", looks = {}, login = who) {
        const opened = await visit(browser, `${desk.fleet.url}${path}`, looks, await sessionOf(desk, login));
        contexts.push(opened.context);
        await opened.page.locator(".line-connected").waitFor();
        return opened;
      },
    });
  });
};
