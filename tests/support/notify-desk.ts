import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Notify, startNotify } from "../../broker/notify/index.ts";
import { NotifySettings } from "../../broker/notify/settings.ts";
import { Feeds } from "../../broker/on-call/feeds.ts";
import { OnCall } from "../../broker/on-call/on-call.ts";
import { Pager } from "../../broker/on-call/pager.ts";
import { Roster } from "../../broker/on-call/roster.ts";
import { type NotificationView, parseConfig } from "../../contract/index.ts";
import { settle } from "./fake-clock.ts";
import { until } from "./processes.ts";
import { type DeskOptions, ServiceDesk } from "./service-desk.ts";

/** A service desk with notifications and whoever is on duty, on a clock that moves only when told; channels and receivers are real. */
export class NotifyDesk {
  readonly desk: ServiceDesk;
  readonly folder: string;
  readonly logged: string[] = [];
  notify!: Notify;
  onCall!: OnCall;
  feeds!: Feeds;
  #pager!: Pager;
  #settings = "{}";
  #n = 0;

  private constructor(desk: ServiceDesk, folder: string) {
    this.desk = desk;
    this.folder = folder;
  }

  static async open(settings: string | ((at: NotifyDesk) => string), options: DeskOptions = {}): Promise<NotifyDesk> {
    const folder = mkdtempSync(join(tmpdir(), "notify-"));
    const made = new NotifyDesk(await ServiceDesk.open(options), folder);
    await made.start(typeof settings === "string" ? settings : settings(made));
    return made;
  }

  /** Writes a file into the test's folder and answers its path. */
  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  async start(settings = this.#settings): Promise<void> {
    this.#settings = settings;
    const { store, live, faults, levels, tickets, clock, errors } = this.desk;
    const roster = new Roster(levels);
    const log = (kind: string) => (context: Record<string, unknown>, text: string) =>
      void this.logged.push(`${kind} ${text} ${JSON.stringify(context)}`);
    this.notify = await startNotify(parseConfig(NotifySettings, settings, "test"), {
      store,
      live,
      clock,
      faults,
      levels,
      tickets,
      newId: () => (++this.#n).toString(16).padStart(20, "0"),
      random: () => 0.5,
      log: { info: log("info"), warn: log("warn"), error: log("error") },
      onError: (error) => void errors.push(error),
      onDuty: (rota, at) => roster.onDuty(store.read, rota, at),
    });
    const { notify } = this;
    const onError = (error: unknown) => void errors.push(error);
    this.#pager = new Pager({ store, live, clock, roster, levels, notify, onError }).start();
    this.onCall = new OnCall({ store, clock, roster, notify });
    this.feeds = new Feeds({ store, clock, roster, newSecret: () => `secret-${++this.#n}` });
  }

  /** Everything new over the same file, as after a clean stop. */
  async restart(settings?: string): Promise<void> {
    this.#pager.stop();
    await this.notify.stop();
    await this.desk.restart();
    await this.start(settings);
  }

  async close(): Promise<void> {
    this.#pager.stop();
    await this.notify.stop();
    await this.desk.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  list(): NotificationView[] {
    return this.notify.list({ limit: 1000 }).reverse();
  }

  states(): string[] {
    return this.list().map(({ state }) => state);
  }

  /** Waits in real time until nothing is under way: sockets are real, only the clock is not. */
  async quiet(): Promise<void> {
    await settle();
    const { store, clock } = this.desk;
    const channels = () => this.notify.channels();
    await until(
      () =>
        store.read.notifications({ state: "sending", limit: 1 }).length === 0 &&
        channels().every(
          ({ name, nextTryAt }) =>
            nextTryAt !== undefined || store.read.nextNotification(name, clock.now()) === undefined,
        ),
      "the messages to be sent",
    );
    await settle();
  }

  /** Time passes in steps; at each, what is under way comes to its end. */
  async pass(ms: number, stepMs: number): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.desk.clock.advance(Math.min(left, stepMs));
      await this.quiet();
    }
  }

  /** A fault of a printer's paper, with its ticket once nobody has diagnosed it. */
  async paperOut(terminal = "kiosk-1"): Promise<void> {
    await this.desk.report(terminal, "printer", "printer", { paper: "out" });
  }
}
