import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { completionScript } from "./completion.ts";
import { runCli } from "./run.ts";

const complete = async (...words: string[]): Promise<string> => {
  let out = "";
  const quiet = { write: () => undefined };
  await runCli(["--complete", ...words], {
    stdout: { write: (text) => (out += text) },
    stderr: quiet,
    env: { ROUNDSMAN_BROKER: "http://127.0.0.1:1" },
    cwd: "/nonexistent",
    signal: new AbortController().signal,
  });
  return out.trim();
};

describe("completion", () => {
  it("of its own name lists shells, and is not the script, which a shell would run", async () => {
    expect(await complete("completion", "")).toBe("bash\nzsh");
  });
  it("without a broker suggests nothing and says nothing", async () => {
    expect(await complete("show", "")).toBe("");
  });
  it("in bash takes what a broker offers as text: nothing in it is run", async () => {
    const offered = "$(echo ran) kiosk-1\\nkiosk-2\\nother";
    const lines = [
      `roundsman() { printf '${offered}\\n'; }`,
      completionScript("bash"),
      'COMP_WORDS=(roundsman show "$1"); COMP_CWORD=2; _roundsman',
      "printf '%s\\n' \"${COMPREPLY[@]}\"",
    ];
    const press = async (word: string): Promise<string[]> => {
      const { stdout } = await promisify(execFile)("bash", ["--norc", "-c", lines.join("\n"), "bash", word]);
      return stdout.trim().split("\n");
    };
    expect(await press("")).toEqual(["$(echo ran) kiosk-1", "kiosk-2", "other"]);
    expect(await press("kiosk")).toEqual(["kiosk-2"]);
  });
});
