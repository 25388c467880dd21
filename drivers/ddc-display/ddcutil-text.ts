/** One value as `ddcutil getvcp --terse` prints it; the letters decide, not the code: they differ between versions (display-edid-ddc.md §3.4). */
export type VcpValue =
  | { readonly kind: "continuous"; readonly current: number; readonly max: number; readonly line: string }
  | { readonly kind: "bytes"; readonly sh: number; readonly sl: number; readonly line: string }
  /** Not supported, or not answered: ddcutil does not tell which. */
  | { readonly kind: "error"; readonly line: string };

const patterns: readonly (readonly [RegExp, (m: RegExpExecArray, line: string) => VcpValue])[] = [
  [
    /^VCP ([0-9A-F]{2}) C (\d{1,5}) (\d{1,5})$/,
    (m, line) => ({ kind: "continuous", current: Number(m[2]), max: Number(m[3]), line }),
  ],
  [/^VCP ([0-9A-F]{2}) SNC x([0-9a-f]{2})$/, (m, line) => ({ kind: "bytes", sh: 0, sl: fromHex(m[2]), line })],
  [
    /^VCP ([0-9A-F]{2}) SNC x([0-9a-f]{2}) x([0-9a-f]{2})$/,
    (m, line) => ({ kind: "bytes", sh: fromHex(m[2]), sl: fromHex(m[3]), line }),
  ],
  [
    /^VCP ([0-9A-F]{2}) CNC x[0-9a-f]{2} x[0-9a-f]{2} x([0-9a-f]{2}) x([0-9a-f]{2})$/,
    (m, line) => ({ kind: "bytes", sh: fromHex(m[2]), sl: fromHex(m[3]), line }),
  ],
  [/^VCP ([0-9A-F]{2}) ERR$/, (_, line) => ({ kind: "error", line })],
];

const fromHex = (digits: string | undefined): number => Number.parseInt(digits ?? "", 16);

/** Lines that are whole: what stands behind the last end of line was cut off, and `VCP 10 C 75 10` was perhaps `100`. */
const wholeLines = (text: string): string[] => text.split(/\r?\n/).slice(0, -1);

/** Values by code in capitals, e.g. `D6`. Lines of any other form are not ours. */
export const valuesOf = (stdout: string): ReadonlyMap<string, VcpValue> => {
  const values = new Map<string, VcpValue>();
  for (const line of wholeLines(stdout))
    for (const [pattern, read] of patterns) {
      const m = pattern.exec(line);
      if (m?.[1]) values.set(m[1], read(m, line));
    }
  return values;
};

/** One display of `ddcutil detect --brief`. */
export interface Detected {
  readonly bus: number;
  /** `card0-HDMI-A-1`, if ddcutil found it. */
  readonly connector?: string;
  /** `ELO:KIOSK-19:SN0012345678`. */
  readonly monitor?: string;
}

const field = (block: string, name: string): string | undefined =>
  new RegExp(`^\\s+${name}:\\s+(\\S.*?)\\s*$`, "m").exec(block)?.[1];

/** Displays that speak DDC: blocks that begin with `Display n`. `Invalid display`, `Phantom display` and the like are left out. */
export const detectedIn = (stdout: string): readonly Detected[] =>
  wholeLines(stdout)
    .join("\n")
    .split(/\n(?=\S)/)
    .filter((block) => /^Display \d+$/m.test(block))
    .flatMap((block) => {
      const bus = /^\/dev\/i2c-(\d{1,4})$/.exec(field(block, "I2C bus") ?? "")?.[1];
      const connector = field(block, "DRM[ _]connector");
      const monitor = field(block, "Monitor");
      if (bus === undefined) return [];
      return [{ bus: Number(bus), ...(connector ? { connector } : {}), ...(monitor ? { monitor } : {}) }];
    });
