declare module "svg-to-pdfkit" {
  interface Options {
    readonly assumePt?: boolean;
    readonly fontCallback?: (family: string, bold: boolean, italic: boolean) => string;
  }
  /** Draws an SVG at a place of the page; lengths in points. */
  export default function SVGtoPDF(
    document: PDFKit.PDFDocument,
    svg: string,
    x?: number,
    y?: number,
    options?: Options,
  ): void;
}
