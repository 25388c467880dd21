import type { ProgramAnswer } from "../../api.ts";
import type { Display, Value } from "./display.ts";

/** What ddcutil 1.4.1 prints, and how it ends (src/app_ddcutil/main.c, app_getvcp.c, app_setvcp.c, src/ddc/ddc_output.c and ddc_display_ref_reports.c at v1.4.1). */

const hex = (value: number): string => value.toString(16).padStart(2, "0");

const line = (code: string, value: Value | undefined): string => {
  if (!value) return `VCP ${code} ERR`;
  if (value.kind === "C") return `VCP ${code} C ${value.current} ${value.max}`;
  if (value.kind === "SNC") return `VCP ${code} SNC x${hex(value.sl)}`;
  return `VCP ${code} CNC ${value.bytes.map((b) => `x${hex(b)}`).join(" ")}`;
};

const failed = (stdout: string, stderr = ""): ProgramAnswer => ({ stdout, stderr, exit: 1 });

/** The bus is looked at first, whatever is asked. */
const environment = (display: Display): ProgramAnswer | undefined => {
  if (display.broken.has("noI2c")) return failed("", "No /dev/i2c devices exist.\nddcutil requires module i2c-dev.\n");
  return undefined;
};

const deniedText = ({ settings }: Display): string =>
  `Device /dev/i2c-${settings.bus} is not readable and writable.  Error = EACCES(13): Permission denied\n` +
  `Devices possibly used for DDC/CI communication cannot be opened: /dev/i2c-${settings.bus}\n` +
  "See https://www.ddcutil.com/i2c_permissions\n";

const detect = (display: Display): ProgramAnswer => {
  const { bus, card, connector } = display.settings;
  if (display.broken.has("i2cDenied")) return { stdout: "No displays found.\n", stderr: deniedText(display) };
  if (!display.isConnected() || display.edid().length === 0) return { stdout: "No displays found.\n" };
  const { manufacturer, name, serialText } = display.shown();
  const title = display.speaks() ? "Display 1" : "Invalid display";
  const fields = [
    `   I2C bus:          /dev/i2c-${bus}`,
    `   DRM connector:    card${card}-${connector}`,
    `   Monitor:          ${manufacturer}:${name}:${serialText}`,
  ];
  return { stdout: `${[title, ...fields].join("\n")}\n\n` };
};

/** Why no question can be put to the bus that was named; undefined if it can. */
const unreachable = (display: Display, bus: number): ProgramAnswer | undefined => {
  const name = `/dev/i2c-${bus}`;
  if (bus !== display.settings.bus) return failed(`Bus ${name} not found\n`);
  if (display.broken.has("i2cDenied")) return failed(`No monitor detected on bus ${name}\n`, deniedText(display));
  if (!display.isConnected()) return failed(`No monitor detected on bus ${name}\n`);
  return display.speaks() ? undefined : failed(`DDC communication failed for monitor on bus ${name}\n`);
};

/** Values come in the order of their codes, not of the question; one that is missing makes the status 1. */
const getvcp = (display: Display, codes: readonly string[]): ProgramAnswer => {
  const wrong = codes.find((code) => !/^[0-9A-F]{2}$/.test(code));
  if (wrong !== undefined || codes.length === 0)
    return failed("", `Invalid feature code(s) or subset: ${codes.join(" ")}\n`);
  const lines = [...codes].sort().map((code) => line(code, display.value(code)));
  const isWhole = lines.every((l) => !l.endsWith("ERR"));
  return { stdout: `${lines.join("\n")}\n`, exit: isWhole ? 0 : 1, afterMs: codes.length * display.settings.valueMs };
};

const setvcp = (display: Display, code: string, value: string): ProgramAnswer => {
  const number = Number(value.replace(/^x/, "0x"));
  if (!Number.isInteger(number)) return failed("", `Invalid VCP value: ${value}\n`);
  if (display.value(code) === undefined)
    return failed(
      "",
      `Setting value failed for feature ${code}, rc=DDCRC_REPORTED_UNSUPPORTED(-3013): Feature not supported\n`,
    );
  return display.set(code, number) ? {} : failed("", `Verification failed for feature ${code}\n`);
};

/** Options of ours and their values, and what is left. */
const parsed = (args: readonly string[]) => {
  const words: string[] = [];
  let bus: number | undefined;
  let isTerse = false;
  for (let n = 0; n < args.length; n++) {
    const arg = args[n] ?? "";
    if (arg === "--bus" || arg === "-b") bus = Number(args[++n]);
    else if (["--terse", "-t", "--brief"].includes(arg)) isTerse = true;
    else words.push(arg);
  }
  return { words, bus, isTerse };
};

/** One run of ddcutil against this display. */
export const ddcutil = (display: Display, args: readonly string[]): ProgramAnswer => {
  const { words, bus, isTerse } = parsed(args);
  const [order = "", ...rest] = words;
  if (order === "--version") return { stdout: "ddcutil 1.4.1\n" };
  if (!["detect", "getvcp", "setvcp"].includes(order)) return failed("", `Unrecognized command: ${order}\n`);
  const wrong = environment(display);
  if (wrong) return wrong;
  if (order === "detect") return detect(display);
  if (bus === undefined && !display.speaks()) return failed("", "Display not found\n");
  const away = unreachable(display, bus ?? display.settings.bus);
  if (away) return away;
  if (order === "setvcp") return setvcp(display, (rest[0] ?? "").toUpperCase(), rest[1] ?? "");
  if (!isTerse) return failed("", "this simulated ddcutil prints values with --terse only\n");
  return getvcp(
    display,
    rest.map((code) => code.toUpperCase()),
  );
};
