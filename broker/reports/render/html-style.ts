/** The sheet of the page: reads on a screen and a phone, and prints on A4. */
export const sheet = (font: string): string => `
:root { --ink: #1e293b; --soft: #64748b; --line: #e2e8f0; --paper: #ffffff; --ground: #f4f6f9; --accent: #1f4e79; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 ${font}; font-variant-numeric: tabular-nums; }
header { background: var(--accent); color: #fff; padding: 28px max(24px, calc((100% - 1120px) / 2)) 22px; }
header .company { margin: 0; opacity: .8; letter-spacing: .06em; font-size: 13px; }
header h1 { margin: 2px 0 14px; font-size: 28px; font-weight: 600; }
header dl { display: flex; flex-wrap: wrap; gap: 6px 34px; margin: 0; }
header dt { font-size: 12px; opacity: .75; } header dd { margin: 0; font-weight: 500; }
nav, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
nav { margin-top: 20px; } nav ol { margin: 6px 0 0; padding-left: 22px; columns: 3 220px; } nav a { color: var(--accent); text-decoration: none; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; margin: 20px 0; padding: 20px 24px 22px; }
h2 { margin: 0 0 14px; font-size: 20px; font-weight: 600; color: var(--accent); }
h3 { margin: 24px 0 8px; font-size: 15px; font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(148px, 1fr)); gap: 12px; margin: 4px 0 16px; }
.figure { border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 8px; padding: 10px 14px; }
.figure .label { color: var(--soft); font-size: 12px; } .figure .value { font-size: 21px; font-weight: 600; line-height: 1.35; }
.figure .hint { color: var(--soft); font-size: 11px; line-height: 1.35; }
.figure.good { border-left-color: #2f8f6b; } .figure.warn { border-left-color: #e0a030; } .figure.bad { border-left-color: #c8443c; } .figure.dim { border-left-color: #c3c9d2; }
figure { margin: 18px 0 6px; } figcaption { font-weight: 600; margin-bottom: 6px; }
.chart svg { width: 100%; height: auto; display: block; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; } table.wide { font-size: 12.5px; }
th { text-align: left; font-weight: 600; font-size: 12px; color: var(--soft); background: #f8fafc; white-space: nowrap; }
th, td { padding: 7px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; } tbody tr:nth-child(even) { background: #fbfcfe; }
th.n, td.n { text-align: right; white-space: nowrap; } td.t { white-space: nowrap; }
.unknown, .none, .note, p.dim { color: var(--soft); } .note { font-size: 12px; margin: 6px 0 0; }
p.bad { color: #a5332c; } p.warn { color: #8a5b00; } p.good { color: #1f6b4e; }
ul { margin: 6px 0; padding-left: 20px; } li { margin: 3px 0; }
footer { color: var(--soft); font-size: 12px; padding-bottom: 30px; }
/* On a phone: figures two by two; charts and tables keep their size and are moved sideways, tables with their first column in sight. */
@media screen and (max-width: 640px) {
  header { padding: 22px 18px 18px; } header h1 { font-size: 23px; } nav, main, footer { padding: 0 10px; } section { padding: 16px 14px 18px; margin: 14px 0; }
  nav ol { columns: 2; } .figures { grid-template-columns: 1fr 1fr; gap: 8px; } .figure { padding: 8px 10px; } .figure .value { font-size: 18px; }
  .chart { overflow-x: auto; } .chart svg { width: 720px; } th, td { padding: 6px 8px; }
  th:first-child, td:first-child { position: sticky; left: 0; background: #f8fafc; min-width: 86px; max-width: 130px; white-space: normal; overflow-wrap: break-word; }
}
@media print {
  body { background: #fff; font-size: 11px; } header { color: var(--ink); background: none; border-bottom: 3px solid var(--accent); padding: 0 0 12px; }
  section { border: 0; padding: 0; margin: 14px 0; } nav, main, footer { max-width: none; padding: 0; } .scroll { overflow: visible; border: 0; }
  thead { display: table-header-group; } tr, figure, .figure { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; } table.wide { font-size: 9px; }
  @page { size: A4; margin: 14mm; }
}`;
