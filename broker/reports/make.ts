import type { Language, Localized } from "../../contract/index.ts";
import { explained } from "./definitions.ts";
import { type FactSources, gather } from "./facts.ts";
import { dayText, type Range } from "./period.ts";
import { findFont } from "./render/fonts.ts";
import { contentTypes, type Format, render } from "./render/render.ts";
import { both, type Report, type ReportData } from "./report.ts";
import type { Scope } from "./scope.ts";
import type { ReportSettings } from "./settings.ts";

/** What is asked for. Times are as people write them: see `rangeOf`. */
export interface ReportWish extends Scope {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
  readonly format?: Format | undefined;
  readonly lang?: Language | undefined;
  readonly table?: string | undefined;
}

/** A report to be made: the wish, with its time as moments. */
export interface ReportJob {
  readonly id: string;
  readonly wish: ReportWish;
  readonly range: Range;
  readonly now: number;
  readonly settings: ReportSettings;
}

export interface ReportFile {
  readonly content: string | Buffer;
  readonly contentType: string;
  /** `availability_2026-10-01_2026-10-31.html`. */
  readonly name: string;
}

const scopeText = ({ terminal, site, contract }: Scope, terminals: number): Localized => {
  const parts = [
    ...(contract === undefined ? [] : [both(`contract ${contract}`, `合同 ${contract}`)]),
    ...(site === undefined ? [] : [both(`site ${site}`, `站点 ${site}`)]),
    terminal === undefined
      ? both(`${terminals} terminals`, `${terminals} 台终端`)
      : both(`terminal ${terminal}`, `终端 ${terminal}`),
  ];
  return both(parts.map(({ en }) => en).join(", "), parts.map((part) => part["zh-CN"]).join("，"));
};

/** The report as data. Pure but for what it reads. Throws `AppError("notFound")` for a name that is not known. */
export const makeReport = (
  sources: FactSources,
  report: Report,
  { wish, range, now, settings }: Omit<ReportJob, "id">,
): ReportData => {
  const facts = gather(sources, wish, range, now);
  return {
    id: report.id,
    title: report.title,
    scope: scopeText(wish, facts.terminals.length),
    ...(wish.customer === undefined ? {} : { customer: wish.customer }),
    ...(settings.company ? { company: settings.company } : {}),
    ...range,
    madeAt: now,
    sections: explained(report.make(facts, range)),
  };
};

/** A name that every system takes as part of a file name. */
const fileWord = (text: string): string => text.replaceAll(/[^A-Za-z0-9.-]+/g, "-").slice(0, 40) || "site";

/** The report as a file. Throws as `makeReport` does, `noFont` and `notFound` for a table. */
export const makeFile = async (sources: FactSources, report: Report, job: ReportJob): Promise<ReportFile> => {
  const { wish, settings } = job;
  const data = makeReport(sources, report, job);
  const format = wish.format ?? "html";
  const day = (at: number): string => dayText(at, data.zone);
  const content = await render(data, format, {
    language: wish.lang ?? "en",
    table: wish.table,
    font: findFont(settings.font),
  });
  const scope = [wish.customer, wish.contract, wish.site, wish.terminal].flatMap((name) => name ?? []).map(fileWord);
  const parts = [report.id, ...scope, day(data.from), day(data.to - 1), ...(wish.table ? [wish.table] : [])];
  return { content, contentType: contentTypes[format], name: `${parts.join("_")}.${format}` };
};
