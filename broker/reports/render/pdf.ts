import PDFDocument from "pdfkit";
import SVGtoPDF from "svg-to-pdfkit";
import { AppError, type Language, messageOf } from "../../../contract/index.ts";
import { clockText } from "../period.ts";
import type { Block, Chart, Section } from "../report.ts";
import { heightOf, toSvg } from "./charts.ts";
import { type FontFile, isWestern, noFont } from "./fonts.ts";
import { drawFigures } from "./pdf-figures.ts";
import { colour, type Page, room } from "./pdf-page.ts";
import { drawTable } from "./pdf-table.ts";
import { type Told, textsOf } from "./told.ts";
import type { Style } from "./values.ts";
import { formatWords } from "./words.ts";

const margin = 42;
/** Charts are drawn larger and shrunk, so that their letters fit those of the text. */
const chartScale = 0.72;

/** Opens the document with fonts that have every letter of the report. Throws `AppError`: `noFont`, or `config` for a font file that is none. */
const openPage = (report: Told, style: Style, font: FontFile | undefined): Page => {
  const document = new PDFDocument({
    size: "A4",
    margins: { top: margin + 14, bottom: margin + 10, left: margin, right: margin },
    bufferPages: true,
    lang: style.language,
    info: { Title: report.title, Author: report.company ?? "Roundsman", CreationDate: new Date(report.madeAt) },
  });
  const needed = style.language === "zh-CN" || !textsOf(report).every(isWestern);
  if (needed && !font) throw noFont();
  if (needed && font) {
    try {
      document.registerFont("all", font.file, font.face);
      document.font("all");
    } catch (error) {
      throw new AppError(
        "config",
        `reports.font: ${font.file} cannot be used: ${messageOf(error)}`,
        {},
        { cause: error },
      );
    }
  }
  const all = style.language === "zh-CN";
  return {
    document,
    style,
    left: margin,
    width: document.page.width - 2 * margin,
    fontFor: (text, bold = false) => (all || !isWestern(text) ? "all" : bold ? "Helvetica-Bold" : "Helvetica"),
    chartFont: needed ? "all" : "Helvetica",
  };
};

const drawHead = (page: Page, report: Told): void => {
  const { document, style, left, width, fontFor } = page;
  const { language, zone } = style;
  const at = (moment: number): string => clockText(moment, zone).slice(0, 16);
  const line = (text: string, size: number, ink: string, bold = false): void => {
    document.font(fontFor(text, bold)).fontSize(size).fillColor(ink).text(text, left, document.y, { width });
  };
  line(report.company ?? "Roundsman", 9, colour.soft);
  line(report.title, 21, colour.accent, true);
  document.moveDown(0.4);
  const facts = [
    ...(report.customer ? [[formatWords.customer[language], report.customer]] : []),
    [formatWords.period[language], `${at(report.from)} ${formatWords.until[language]} ${at(report.to)} (${zone})`],
    [formatWords.scope[language], report.scope],
    [formatWords.madeAt[language], at(report.madeAt)],
  ] as const;
  for (const [name = "", value = ""] of facts) line(`${name}: ${value}`, 9.5, colour.ink);
  document.moveDown(0.6);
  document
    .moveTo(left, document.y)
    .lineTo(left + width, document.y)
    .lineWidth(1.5)
    .strokeColor(colour.accent)
    .stroke();
  document.moveDown(0.8);
};

const drawText = (page: Page, text: string, ink: string, indent = 0): void => {
  const { document, left, width, fontFor } = page;
  document.font(fontFor(text)).fontSize(9.5).fillColor(ink);
  room(page, document.heightOfString(text, { width: width - indent }) + 4);
  document.text(text, left + indent, document.y, { width: width - indent });
  document.moveDown(0.35);
};

const drawTitle = (page: Page, text: string, size: number, keep: number): void => {
  const { document, left, width, fontFor } = page;
  room(page, keep);
  document.moveDown(0.5);
  document
    .font(fontFor(text, true))
    .fontSize(size)
    .fillColor(size > 12 ? colour.accent : colour.ink)
    .text(text, left, document.y, { width });
  document.moveDown(0.35);
};

const drawChart = async (page: Page, chart: Chart<string>): Promise<void> => {
  const { document, style, left, width, chartFont } = page;
  const size = { width: Math.round(width / chartScale), height: heightOf(chart) };
  const height = size.height * chartScale;
  drawTitle(page, chart.title, 10.5, height + 40);
  const svg = await toSvg(chart, style, { ...size, font: chartFont });
  const y = document.y;
  document.save().translate(left, y).scale(chartScale);
  SVGtoPDF(document, svg, 0, 0, { assumePt: true, fontCallback: () => chartFont });
  document.restore();
  document.y = y + height + 8;
  document.x = left;
};

const drawBlock = async (page: Page, block: Block<string>): Promise<void> => {
  switch (block.kind) {
    case "text":
      return drawText(page, block.text, block.tone === "bad" ? colour.bad : colour.ink);
    case "list":
      for (const item of block.items) drawText(page, `• ${item}`, colour.ink, 6);
      return undefined;
    case "figures":
      return drawFigures(page, block.figures);
    case "table":
      drawTitle(page, block.title, 10.5, 70);
      return drawTable(page, block);
    case "chart":
      return drawChart(page, block);
  }
};

const drawSection = async (page: Page, { title, blocks }: Section<string>): Promise<void> => {
  page.document.outline.addItem(title);
  drawTitle(page, title, 14, 130);
  for (const block of blocks) await drawBlock(page, block);
};

/** Title and number on every page, once it is known how many there are. */
const drawFeet = (page: Page, report: Told): void => {
  const { document, style, left, width, fontFor } = page;
  const { language } = style;
  const { start, count } = document.bufferedPageRange();
  for (let n = start; n < start + count; n++) {
    document.switchToPage(n);
    // Below the margin: without this the text would open a page of its own.
    document.page.margins.bottom = 0;
    const y = document.page.height - margin;
    const number =
      `${formatWords.page[language]} ${n + 1} ${formatWords.of[language]} ${count} ${formatWords.pageEnd[language]}`.trim();
    document.font(fontFor(report.title)).fontSize(8).fillColor(colour.soft);
    document.text(report.title, left, y, { width: width / 2, lineBreak: false });
    document
      .font(fontFor(number))
      .text(number, left + width / 2, y, { width: width / 2, align: "right", lineBreak: false });
  }
};

/** Lets others work between two pieces of a long document. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A4 pages. Throws `AppError("noFont")` if the report has letters no font at hand can show. */
export const toPdf = async (report: Told, language: Language, font: FontFile | undefined): Promise<Buffer> => {
  const page = openPage(report, { language, zone: report.zone }, font);
  const pieces: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    page.document.on("data", (piece: Buffer) => pieces.push(piece));
    page.document.on("end", resolve);
    page.document.on("error", reject);
  });
  drawHead(page, report);
  for (const section of report.sections) {
    await drawSection(page, section);
    await breathe();
  }
  drawText(page, formatWords.unknownNote[language], colour.soft);
  drawFeet(page, report);
  page.document.end();
  await done;
  return Buffer.concat(pieces);
};
