import { readFileSync, statSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import { paperFault } from "../support/fleet-rows.ts";
import { builtFolder, picture, signIn, visit } from "./rig.ts";
import { describeWeb } from "./stage.ts";

const kib = 1024;
const most = 250 * kib;
const many = 10_000;

/** Ten thousand terminals at forty sites, all online. */
const fillMany = (tx: Tx): void => {
  const one = tx.read.terminal("kiosk-001");
  if (!one) return;
  for (let n = 100; n < 100 + many - 3; n++)
    tx.saveTerminal({ ...one, id: `kiosk-${n}`, name: `Kiosk ${n}`, site: `Site ${n % 40}` });
};

/** A line between browser and broker that can be cut, as networks are. */
const cuttable = async (
  target: string,
): Promise<{ url: string; cut(): void; mend(): void; close(): Promise<void> }> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  const server: Server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined); // the cut is the point
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as { port: number };
  const cut = (): void => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    mend: () => {
      whole = true;
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

/** Scripts that were loaded, by their compressed size on disk. */
const scriptBytes = async (page: Page): Promise<number> => {
  const names = await page.evaluate<string[]>(
    `performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname).filter((path) => path.endsWith(".js"))`,
  );
  const sizes = [...new Set(names)].map((name) => {
    const file = join(builtFolder, name);
    return statSync(`${file}.br`, { throwIfNoEntry: false })?.size ?? readFileSync(file).length;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Counts, in the page, which rows of the matrix were drawn anew. */
const watchRows = `(() => {
  window.changedRows = new Set();
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const row = (target instanceof Element ? target : target.parentElement)?.closest(".matrix-row");
      if (row) window.changedRows.add(row.querySelector("a")?.textContent);
    }
  }).observe(document.querySelector(".matrix"), { subtree: true, childList: true, attributes: true, characterData: true });
})()`;

describeWeb("live", { fill: fillMany }, (stage) => {
  /** kiosk-500 loses its paper, and has it again. */
  const paper = (out: boolean): Promise<void> =>
    stage.desk.fleet.store.write((tx) => {
      const now = Date.now();
      const fault = { ...paperFault("500", now), id: "5002ab9c0", terminal: "kiosk-500", ticket: 1 };
      const told = out ? fault : { ...fault, state: "closed" as const, closedAt: now };
      tx.saveFault(told);
      stage.desk.fleet.live.emit(tx, "fault", { fault: told, change: out ? "opened" : "closed" });
    });

  it("the first view takes less than 250 kB of script", async () => {
    const { page } = await stage.open();
    await page.locator(".matrix-row").first().waitFor();
    const bytes = await scriptBytes(page);
    expect(bytes).toBeGreaterThan(50 * kib); // it did find them
    expect(bytes).toBeLessThan(most);
  });

  it("ten thousand terminals: those in sight are drawn, the rest is found by scrolling and by asking", async () => {
    const { page } = await stage.open();
    await page.locator(".matrix-row").first().waitFor();
    expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe(String(many + 1));
    expect(await page.locator(".matrix-row").count()).toBeLessThan(60);
    await page.evaluate(`document.querySelector(".matrix").scrollTop = 300000`);
    await page.locator('.matrix-row[aria-rowindex="7502"]').waitFor();
    await page.getByLabel("Filter").fill('site:"site 7" kiosk-4*');
    await expect.poll(() => page.getByRole("table").getAttribute("aria-rowcount")).toMatch(/^\d{2,3}$/);
    await page.getByLabel("Filter").fill("paper:pink");
    await page.getByText("“paper:pink” is not understood. It may be: low, out, unknown").waitFor();
    await picture(page, "fleet-many");
  });

  it("what happens to one terminal draws one row anew, and says what is wrong in words", async () => {
    const { page } = await stage.open("/?q=kiosk-50*");
    // A minute begins for the page: one that ended meanwhile would make every row's "last seen" a minute older.
    await page.clock.install({ time: Date.now() - (Date.now() % 60_000) });
    await page.reload();
    await page.locator(".line-connected").waitFor();
    const row = page.locator(".matrix-row", { hasText: "kiosk-500" }).first();
    await row.waitFor();
    // Under a hand the order is kept: the row stays where it is.
    await page.locator(".matrix").hover();
    await page.evaluate(watchRows);
    await paper(true);
    await row.getByText("Paper out").waitFor();
    expect(await page.evaluate("[...window.changedRows]")).toEqual(["kiosk-500"]);
    await page.mouse.move(2, 2);
    await expect.poll(() => page.locator('.matrix-row[aria-rowindex="2"]').innerText()).toContain("kiosk-500");
    await paper(false);
    await row.getByText("Paper out").waitFor({ state: "detached" });
  });

  it("R15: a lost line is said with the time of the data; it comes back by itself and has missed nothing", async () => {
    const line = await cuttable(stage.desk.fleet.url);
    const { context, page } = await visit(stage.browser, `${line.url}/?q=kiosk-500`);
    await signIn(page);
    await page.locator(".line-connected").waitFor();
    await page.locator(".matrix-row").first().waitFor();
    line.cut();
    await page.getByText(/Connection lost\. Showing data of \d\d:\d\d/).waitFor();
    await picture(page, "line-lost");
    await paper(true);
    line.mend();
    await page.locator(".line-connected").waitFor({ timeout: 15_000 });
    await page.getByText("Paper out").waitFor();
    expect(await page.getByText("Connection lost").count()).toBe(0);
    await paper(false);
    await context.close();
    await line.close();
  });

  it("whoever is disabled is out, also on an open page", async () => {
    await stage.desk.add({ id: "vera", name: "Vera", role: "viewer" });
    const { page } = await stage.open("/terminals/kiosk-001", {}, "vera");
    await page.locator(".module-card").first().waitFor();
    // A viewer sees no way to do what they may not.
    expect(await page.getByRole("button", { name: "Start maintenance" }).count()).toBe(0);
    await stage.desk.fleet.store.write((tx) =>
      stage.desk.fleet.people.save(tx, { id: "vera", name: "Vera", role: "viewer", disabled: true }, "user:admin"),
    );
    await page.goto(`${stage.desk.fleet.url}/terminals/kiosk-001`);
    await page.locator("#login").waitFor();
  });
});
