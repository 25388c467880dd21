import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ui } from "../../contract/index.ts";
import { scriptedDevice } from "../../tests/support/scripted-driver.ts";
import verb from "../verbs/agent.ts";
import { loadSettings } from "./load.ts";

let folder: string;
const drivers = new Map([
  ["scripted", scriptedDevice().driver],
  ["host", { ...scriptedDevice({ line: { kind: "none" } }).driver, name: "host" }],
]);
const source = { names: [...drivers.keys()], load: async () => drivers };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "config-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (text: string) => {
  const file = join(folder, "agent.yaml");
  writeFileSync(file, text);
  return loadSettings(file, source);
};
const whatIsWrong = async (text: string): Promise<string> => {
  const error = await load(text).catch((e: unknown) => e as Error & { code: string });
  expect(error).toMatchObject({ code: "config" });
  return (error as Error).message;
};

const good = `
terminal: T1
broker: { url: "mqtt://broker:1883", password: secret-word }
dataFolder: /var/lib/roundsman
devices:
  - { id: printer, driver: scripted, port: /dev/ttyS0, config: { speed: 2 } }
  - { id: host, driver: host }
`;

describe("agent settings", () => {
  it("fills in defaults", async () => {
    const { settings, password } = await load(good);
    expect(settings).toMatchObject({
      refreshMinutes: 15,
      logLevel: "info",
      broker: { keepaliveSeconds: 20, windowBatches: 20 },
      outbox: { maxRecords: 100_000 },
    });
    expect(password).toBe("secret-word");
  });

  it("names every wrong key, with its line", async () => {
    const text = await whatIsWrong(`${good.replace("terminal: T1", 'terminal: "T 1"')}
logLevel: loud
colour: red
outbox: { maxRecords: 5, ballast: 1 }
`);
    for (const part of [
      "terminal",
      "logLevel",
      "colour is not a known key",
      "outbox.maxRecords",
      "outbox.ballast is not a known key",
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/line 9: logLevel/);
    expect(text).not.toContain("secret-word");
  });

  it("names what only the drivers can tell", async () => {
    const text = await whatIsWrong(`
terminal: T1
broker: { url: "mqtt://b:1883", password: a, passwordFile: b, username: T2 }
dataFolder: /d
kiosk: { customerLeaseMinutes: 1 }
devices:
  - { id: one, driver: scripted, port: /dev/p, config: { sped: 2 } }
  - { id: one, driver: scripted, port: /dev/p, baudRate: 4800 }
  - { id: two, driver: scripted }
  - { id: three, driver: host, port: /dev/q }
  - { id: four, driver: unheard }
`);
    for (const part of [
      "password and passwordFile exclude each other",
      "broker.username must be the terminal id (T1)",
      "kiosk: give either socket or port",
      "id one is given twice",
      "port /dev/p is given to two devices",
      "devices.0 (one) config.sped is not a known key",
      "devices.1 (one) baudRate: 4800 is none of 9600, 19200",
      "devices.2 (two) port: scripted needs one",
      "devices.3 (three) port: host is on no line",
      "unknown driver unheard; known: scripted, host",
      "broker.passwordFile",
    ])
      expect(text).toContain(part);
  });

  it("a shared port is the relay's: what the agent could say of it is wrong, and so is a driver that cannot listen", async () => {
    const text = await whatIsWrong(`
terminal: T1
broker: { url: "mqtt://b:1883", passwordFile: /none }
dataFolder: /d
devices:
  - { id: one, driver: scripted, ownership: tap, port: /dev/p, baudRate: 9600 }
  - { id: two, driver: scripted, port: /dev/q, tap: { socket: /run/s } }
`);
    for (const part of [
      "devices.0 (one) ownership: scripted cannot listen to another program's conversation",
      "devices.0 (one) port: the relay opens the port",
      "devices.0 (one) baudRate: the relay sets the speed",
      "devices.1 (two) tap: only with ownership: tap",
    ])
      expect(text).toContain(part);
  });

  it("reads the password from a file, and names a missing or empty one", async () => {
    writeFileSync(join(folder, "password"), "from-file\nsecond line\n");
    const withFile = (name: string) => good.replace("password: secret-word", `passwordFile: ${join(folder, name)}`);
    expect((await load(withFile("password"))).password).toBe("from-file");
    expect(await whatIsWrong(withFile("nowhere"))).toMatch(/broker.passwordFile: ENOENT/);
    writeFileSync(join(folder, "empty"), "");
    expect(await whatIsWrong(withFile("empty"))).toMatch(/empty first line/);
  });

  it("says clearly that the file is missing or no YAML", async () => {
    await expect(loadSettings(join(folder, "missing.yaml"), source)).rejects.toMatchObject({ code: "config" });
    expect(await whatIsWrong("terminal: [T1\nbroker: {")).toMatch(/agent.yaml: \d things? wrong/);
  });
});

describe("roundsman agent --check", () => {
  it("names what is wrong in the file before anything starts, never a secret", async () => {
    const file = join(folder, "check.yaml");
    writeFileSync(file, good.replace("scripted", "nonesuch"));
    const ui: Ui = {
      json: false,
      interactive: false,
      language: "en",
      signal: new AbortController().signal,
      out: () => undefined,
      err: () => undefined,
      jsonOut: () => undefined,
      table: () => undefined,
      paint: (_, text) => text,
      say: (text) => text.en,
    };
    const error = await verb.run({ config: file, check: true }, ui).catch((e: unknown) => e as Error);
    expect(error).toMatchObject({ code: "config" });
    expect((error as Error).message).toContain("unknown driver nonesuch");
    expect((error as Error).message).not.toContain("secret-word");
  });
});
