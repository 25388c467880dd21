import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { systemClock, type Ui } from "../../contract/index.ts";
import detect from "../../drivers/verbs/detect.ts";
import { loadSimulators } from "../../simulators/catalog.ts";
import { serveOnPty } from "../../simulators/line/serve.ts";
import { seeded } from "../support/seeded.ts";

const collecting = (json: boolean, language: Ui["language"] = "en") => {
  const shown: unknown[] = [];
  const ui: Ui = {
    json,
    interactive: false,
    language,
    signal: new AbortController().signal,
    out: (text) => void shown.push(text),
    err: (text) => void shown.push(`! ${text}`),
    jsonOut: (value) => void shown.push(value),
    table: (_, rows) => void shown.push(...rows.map((row) => row.join(" | "))),
    paint: (_, text) => text,
    say: (text) => text[language],
  };
  return { ui, shown };
};

const onPty = async <T>(name: string, use: (port: string) => Promise<T>): Promise<T> => {
  const simulated = (await loadSimulators()).get(name);
  if (!simulated) throw new Error(`no simulator ${name}`);
  const port = join(await mkdtemp(join(tmpdir(), "detect-")), name);
  const served = await serveOnPty(simulated, { clock: systemClock, random: seeded(1), link: port });
  try {
    return await use(port);
  } finally {
    await served.close();
  }
};

describe("roundsman detect over real ports", () => {
  it("names what is there, with its settings to paste", async () => {
    const names = ["escpos", "crt310", "ccnet"];
    const found = await Promise.all(
      names.map((name) =>
        onPty(name, async (port) => {
          const { ui, shown } = collecting(true);
          expect(await detect.run({ port }, ui)).toBe(0);
          return [port, shown] as const;
        }),
      ),
    );
    for (const [n, [port, shown]] of found.entries()) {
      expect(shown).toHaveLength(1);
      expect(shown[0]).toMatchObject({
        ports: [{ port, outcome: "found", found: [{ driver: names[n], confidence: "certain" }] }],
        elsewhere: [],
        devices: [{ driver: names[n], port }],
      });
    }
  });

  it("tells people, too, and what is to be pasted is YAML", () =>
    onPty("escpos", async (port) => {
      const { ui, shown } = collecting(false, "zh-CN");
      expect(await detect.run({ port }, ui)).toBe(0);
      const text = shown.join("\n");
      expect(text).toContain("确定  escpos: ESC/POS receipt printer, 38400 8N1");
      expect(text).toContain("model TM-T88V");
      const pasted = text.slice(text.indexOf("devices:"), text.indexOf("!"));
      expect(parse(pasted)).toEqual({ devices: [{ id: "printer", driver: "escpos", port }] });
    }));

  it("a port that cannot be opened: 69, and why; a USB device that is not there is no port", async () => {
    const { ui, shown } = collecting(false);
    expect(await detect.run({ port: "/dev/no-such-port" }, ui)).toBe(69);
    expect(shown.join("\n")).toMatch(/no such port/);
    await expect(detect.run({ port: "usb:dead:beef" }, ui)).rejects.toThrow(/no such USB device/);
  });
});
