import { readdir } from "node:fs/promises";
import { cpus } from "node:os";
import Table from "cli-table3";
import { type Bench, isMet, type Row } from "./row.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : String(Math.round(value * 100) / 100);

const target = (row: Row): string =>
  [
    row.atLeast === undefined ? "" : `≥ ${number(row.atLeast)}`,
    row.atMost === undefined ? "" : `≤ ${number(row.atMost)}`,
    row.ratio?.atLeast === undefined ? "" : `≥ ${row.ratio.atLeast} of ${row.ratio.to}`,
  ]
    .filter(Boolean)
    .join(", ");

const print = (rows: readonly Row[]): void => {
  const table = new Table({ head: ["what", "value", "ratio", "must reach", "met"], style: { head: [] } });
  for (const row of rows) {
    const ratio = row.ratio ? `${number(row.ratio.value)} of ${row.ratio.to}` : "";
    table.push([
      row.what + (row.note ? `\n${row.note}` : ""),
      `${number(row.value)} ${row.unit}`,
      ratio,
      target(row),
      target(row) ? (isMet(row) ? "yes" : "NO") : "",
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
};

/** `npm run bench [-- name …] [--seconds N] [--json]`: every `*.bench` here, one after the other, and a table at the end. */
const main = async (): Promise<number> => {
  const args = process.argv.slice(2);
  const at = args.indexOf("--seconds");
  const seconds = at >= 0 ? Number(args.splice(at, 2)[1]) : 10;
  const json = args.includes("--json");
  const wanted = args.filter((a) => !a.startsWith("--"));
  const files = (await readdir(new URL("./", import.meta.url))).filter((f) => f.endsWith(`.bench.${extension}`)).sort();
  const rows: Row[] = [];
  for (const file of files) {
    const { default: bench } = (await import(new URL(file, import.meta.url).href)) as { default: Bench };
    if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
    process.stderr.write(`${bench.name} …\n`);
    rows.push(...(await bench.run({ seconds, log: (text) => process.stderr.write(`  ${text}\n`) })));
  }
  if (json)
    process.stdout.write(
      `${JSON.stringify({ cpus: cpus().length, node: process.version, rows: rows.map((r) => ({ ...r, met: isMet(r) })) }, null, 2)}\n`,
    );
  else print(rows);
  return rows.every(isMet) ? 0 : 1;
};

process.exitCode = await main();
