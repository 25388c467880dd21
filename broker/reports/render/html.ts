import type { Language } from "../../../contract/index.ts";
import { clockText } from "../period.ts";
import type { Block, Chart, Column, Figure, Section, Table } from "../report.ts";
import { heightOf, toSvg } from "./charts.ts";
import { sheet } from "./html-style.ts";
import type { Told } from "./told.ts";
import { isNumeric, type Style, shown, unknownText } from "./values.ts";
import { formatWords } from "./words.ts";

const chartWidth = 1000;
const fontStack =
  "'Segoe UI','Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Names of terminals and texts of devices come from outside: nothing of them is markup. */
const safe = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** What a figure means is told to who points at it. */
const tip = (means: string | undefined): string => (means === undefined ? "" : ` title="${safe(means)}"`);

const figureText = (figure: Figure<string>, style: Style): string => {
  const { label, value, hint, tone, means } = figure;
  return `<div class="figure${tone ? ` ${tone}` : ""}"${tip(means)}><div class="label">${safe(label)}</div><div class="value">${safe(
    shown(value, figure, style),
  )}</div>${hint ? `<div class="hint">${safe(hint)}</div>` : ""}</div>`;
};

/** So much is not broken into two lines. */
const shortText = 10;

const classOf = ({ type }: Column<string>): string =>
  isNumeric(type) ? ' class="n"' : type === "text" ? "" : ' class="t"';

const rowText = (row: Table<string>["rows"][number], columns: Table<string>["columns"], style: Style): string => {
  const cells = columns.map((column, n) => {
    const text = shown(row[n] ?? null, column, style);
    const short = column.type === "text" && text.length <= shortText ? ' class="t"' : classOf(column);
    return `<td${short}>${text === unknownText ? `<span class="unknown">${text}</span>` : safe(text)}</td>`;
  });
  return `<tr>${cells.join("")}</tr>`;
};

const tableText = ({ id, title, columns, rows, none, note }: Table<string>, style: Style): string => {
  const caption = `<h3 id="${safe(id)}">${safe(title)}</h3>`;
  if (rows.length === 0) return `${caption}<p class="none">${safe(none ?? formatWords.none[style.language])}</p>`;
  const head = columns.map((column) => `<th${classOf(column)}${tip(column.means)}>${safe(column.title)}</th>`).join("");
  const body = rows.map((row) => rowText(row, columns, style)).join("\n");
  const wide = columns.length > 8 ? " wide" : "";
  return `${caption}<div class="scroll"><table class="table${wide}"><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>${
    note ? `<p class="note">${safe(note)}</p>` : ""
  }`;
};

const chartText = async (chart: Chart<string>, style: Style): Promise<string> => {
  const height = heightOf(chart);
  const svg = await toSvg(chart, style, { width: chartWidth, height, font: fontStack });
  return `<figure><figcaption>${safe(chart.title)}</figcaption><div class="chart" role="img" aria-label="${safe(chart.title)}">${svg}</div></figure>`;
};

const blockText = async (block: Block<string>, style: Style): Promise<string> => {
  switch (block.kind) {
    case "text":
      return `<p${block.tone ? ` class="${block.tone}"` : ""}>${safe(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map((item) => `<li>${safe(item)}</li>`).join("")}</ul>`;
    case "figures":
      return `<div class="figures">${block.figures.map((figure) => figureText(figure, style)).join("")}</div>`;
    case "table":
      return tableText(block, style);
    case "chart":
      return chartText(block, style);
  }
};

const sectionText = async ({ id, title, blocks }: Section<string>, style: Style): Promise<string> => {
  const texts: string[] = [];
  for (const block of blocks) texts.push(await blockText(block, style));
  return `<section id="${safe(id)}"><h2>${safe(title)}</h2>\n${texts.join("\n")}\n</section>`;
};

const headText = (report: Told, style: Style): string => {
  const { language, zone } = style;
  const at = (moment: number): string => clockText(moment, zone).slice(0, 16);
  const facts = [
    ...(report.customer ? [[formatWords.customer[language], report.customer]] : []),
    [formatWords.period[language], `${at(report.from)} ${formatWords.until[language]} ${at(report.to)}`],
    [formatWords.scope[language], report.scope],
    [formatWords.zone[language], zone],
    [formatWords.madeAt[language], at(report.madeAt)],
  ] as const;
  const list = facts
    .map(([name = "", value = ""]) => `<div><dt>${safe(name)}</dt><dd>${safe(value)}</dd></div>`)
    .join("");
  return `<header><p class="company">${safe(report.company ?? "Roundsman")}</p><h1>${safe(report.title)}</h1><dl>${list}</dl></header>`;
};

const contentsText = ({ sections }: Told, { language }: Style): string =>
  sections.length < 4
    ? ""
    : `<nav><strong>${safe(formatWords.contents[language])}</strong><ol>${sections
        .map(({ id, title }) => `<li><a href="#${safe(id)}">${safe(title)}</a></li>`)
        .join("")}</ol></nav>`;

/** One file that needs nothing else: no script, no link to the outside, charts drawn in. */
export const toHtml = async (report: Told, language: Language): Promise<string> => {
  const style: Style = { language, zone: report.zone };
  const sections: string[] = [];
  for (const section of report.sections) sections.push(await sectionText(section, style));
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(report.title)}</title>
<style>${sheet(fontStack)}</style>
</head>
<body>
${headText(report, style)}
${contentsText(report, style)}
<main>
${sections.join("\n")}
</main>
<footer>${safe(formatWords.unknownNote[language])}</footer>
</body>
</html>
`;
};
