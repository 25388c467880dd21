import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build } from "vite";
import { AppError, type Language, type Person } from "../../contract/index.ts";
import { type ServedFleet, type ServeOptions, serveFleet } from "../support/served-fleet.ts";

/** The project, from the source of this file or from its build. */
const root = new URL(import.meta.url.endsWith(".ts") ? "../../" : "../../../", import.meta.url);
/** `ROUNDSMAN_WEB` names another build than the one in `dist`. */
export const builtFolder = process.env.ROUNDSMAN_WEB ?? fileURLToPath(new URL("dist/console/web/", root));
/** Pictures for people to look at; not kept by git. */
const pictures = fileURLToPath(new URL(".cache/web/", root));

/** `npm test` builds before; alone, a test builds what it lacks. */
export const ensureBuilt = async (): Promise<void> => {
  if (!existsSync(`${builtFolder}index.html`))
    await build({ configFile: fileURLToPath(new URL("console/web/vite.config.ts", root)), logLevel: "error" });
};

export const password = "correct horse battery";
const eva: Person = { id: "eva", name: "Eva Lindqvist", role: "engineer" };

export interface Desk {
  readonly fleet: ServedFleet;
  add(person: Person): Promise<void>;
  close(): Promise<void>;
}

/** A served fleet with the console, and Eva, who is an engineer. */
export const openDesk = async (options: ServeOptions = {}): Promise<Desk> => {
  await ensureBuilt();
  const fleet = await serveFleet({ ...options, console: builtFolder });
  const add = async (person: Person): Promise<void> => {
    await fleet.store.write((tx) => fleet.people.save(tx, person, "user:admin"));
    await fleet.people.setPassword(person.id, password, "user:admin");
  };
  await add(eva);
  return { fleet, add, close: () => fleet.close() };
};

export interface Looks {
  readonly language?: Language;
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Everything the page complained of: errors, refused content. */
  readonly complaints: string[];
}

/** Opens a page as one browser of its own; signed in with the cookies of a session, else nobody is. */
export const visit = async (
  browser: Browser,
  url: string,
  looks: Looks = {},
  cookies: readonly Cookie[] = [],
): Promise<Visit> => {
  const { language = "en", theme = "light", width = 1280, height = 800 } = looks;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    colorScheme: theme,
    reducedMotion: "reduce",
    timezoneId: "Europe/Berlin",
  });
  await context.addCookies([...cookies]);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // Of a refused answer the text names the status alone.
    const { url: from } = message.location();
    complaints.push(from === "" ? message.text() : `${message.text()} (${new URL(from).pathname})`);
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return { context, page, complaints };
};

/** By the keyboard, as most people do. */
export const signIn = async (page: Page, login = "eva", secret = password): Promise<void> => {
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(secret);
  await page.keyboard.press("Enter");
};

type Cookie = Parameters<BrowserContext["addCookies"]>[0][number];

/** Cookies of a new session: without the form, of which `01-sign-in` knows. */
export const sessionOf = async ({ fleet }: Desk, login: string, secret = password): Promise<Cookie[]> => {
  const answer = await fetch(`${fleet.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: fleet.url, "x-roundsman": "active" },
    body: JSON.stringify({ login, password: secret }),
  });
  if (!answer.ok) throw new AppError("badAnswer", await answer.text());
  return answer.headers.getSetCookie().map((line) => {
    const [name = "", value = ""] = line.split(";")[0]?.split("=") ?? [];
    return { name, value, url: fleet.url };
  });
};

export const picture = async (page: Page, name: string): Promise<void> => {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}${name}.png` });
};

/** Looks of a page to take a picture in: the last one, or the last few; all of them with `npm run pictures`, for people to look at. */
export const shown = <T>(looks: readonly T[], last = 1): readonly T[] =>
  process.env.ROUNDSMAN_PICTURES === "all" ? looks : looks.slice(-last);
