import { AppError, type Clock, type Language, type Localized } from "../../contract/index.ts";
import { type FactSources, gather, type Scope } from "./facts.ts";
import { dayText, rangeOf } from "./period.ts";
import { findFont } from "./render/fonts.ts";
import { contentTypes, type Format, render } from "./render/render.ts";
import { both, type Report, type ReportData } from "./report.ts";
import type { ReportSettings } from "./settings.ts";

/** What is asked for. Times are as people write them: see `rangeOf`. */
export interface ReportWish extends Scope {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
  readonly format?: Format | undefined;
  readonly lang?: Language | undefined;
  readonly table?: string | undefined;
  readonly customer?: string | undefined;
}

export interface ReportFile {
  readonly content: string | Buffer;
  readonly contentType: string;
  /** `availability_2026-10-01_2026-10-31.html`. */
  readonly name: string;
}

export interface ReportDeps extends FactSources {
  readonly clock: Clock;
  readonly settings: ReportSettings;
  readonly reports: ReadonlyMap<string, Report>;
}

const scopeText = ({ terminal, site }: Scope, terminals: number): Localized => {
  if (terminal !== undefined) return both(`terminal ${terminal}`, `终端 ${terminal}`);
  const all = both(`${terminals} terminals`, `${terminals} 台终端`);
  return site === undefined ? all : both(`site ${site}, ${all.en}`, `站点 ${site}，${all["zh-CN"]}`);
};

/** Makes reports of what the store knows. One at a time: they are long work beside a fleet that must be listened to. */
export class Reports {
  readonly #deps: ReportDeps;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(deps: ReportDeps) {
    this.#deps = deps;
  }

  list(): readonly Report[] {
    return [...this.#deps.reports.values()];
  }

  /** The report as data. Throws `AppError`: `notFound` (report, terminal, site), `invalid` (range, zone). */
  make(id: string, wish: ReportWish): ReportData {
    const { reports, clock, settings } = this.#deps;
    const report = reports.get(id);
    if (!report) throw new AppError("notFound", `no report ${id}; there are ${[...reports.keys()].join(", ")}`);
    const now = clock.now();
    const zone = wish.zone ?? settings.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const range = rangeOf(wish, { zone, usual: report.usual, now });
    const facts = gather(this.#deps, wish, range, now);
    return {
      id,
      title: report.title,
      scope: scopeText(wish, facts.terminals.length),
      ...(wish.customer ? { customer: wish.customer } : {}),
      ...(settings.company ? { company: settings.company } : {}),
      ...range,
      madeAt: now,
      sections: report.make(facts, range),
    };
  }

  /** The report as a file. Throws as `make` does, `noFont`, and `unavailable` if many are being made already. */
  file(id: string, wish: ReportWish): Promise<ReportFile> {
    if (this.#waiting >= 8)
      return Promise.reject(new AppError("unavailable", "many reports are being made; try again in a minute"));
    this.#waiting += 1;
    const made = this.#last.then(() => this.#file(id, wish)).finally(() => void (this.#waiting -= 1));
    this.#last = made.catch(() => undefined); // who asked hears of it; the next in line need not
    return made;
  }

  async #file(id: string, wish: ReportWish): Promise<ReportFile> {
    const data = this.make(id, wish);
    const format = wish.format ?? "html";
    const day = (at: number): string => dayText(at, data.zone);
    const content = await render(data, format, {
      language: wish.lang ?? "en",
      table: wish.table,
      font: findFont(this.#deps.settings.font),
    });
    const scope = [wish.site, wish.terminal].flatMap((name) => name ?? []).map(fileWord);
    const parts = [id, ...scope, day(data.from), day(data.to - 1), ...(wish.table ? [wish.table] : [])];
    return { content, contentType: contentTypes[format], name: `${parts.join("_")}.${format}` };
  }
}

/** A name that every system takes as part of a file name. */
const fileWord = (text: string): string => text.replaceAll(/[^A-Za-z0-9.-]+/g, "-").slice(0, 40) || "site";
