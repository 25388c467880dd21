import { describe, expect, it } from "vitest";
import { systemClock } from "../../contract/index.ts";
import type { SerialLine } from "../api.ts";
import { openSerial } from "./serial.ts";

const line: SerialLine = { kind: "serial", baudRates: [9600], dataBits: 8, parity: "none", stopBits: 1 };
const codeOf = (path: string, baud?: number) =>
  openSerial(path, line, systemClock, baud).then(
    () => "opened",
    (e: { code: string; message: string }) => `${e.code}: ${e.message}`,
  );

describe("opening a port that cannot be opened says what to do", () => {
  it.each([
    ["/dev/no-such-port", /^portMissing: \/dev\/no-such-port: no such port/],
    ["/dev/null", /^portMissing: \/dev\/null: this is no serial port/],
    ["/", /^portMissing: \/: this is no serial port/],
    ["", /^portLost: \(no path\): /],
  ])("%j", async (path, expected) => {
    expect(await codeOf(path)).toMatch(expected);
  });

  it("a baud rate that is no number is refused, coded", async () => {
    expect(await codeOf("/dev/null", Number.NaN)).toMatch(/^port/);
  });
});
