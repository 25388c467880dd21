import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeHotHours } from "../support/hot-hosts.ts";
import { type ServedFleet, serveFleet } from "../support/served-fleet.ts";
import { roundsman } from "./rig.ts";

const hot = "host.temperature.high";

describe("rules on the command line", { timeout: 60_000 }, () => {
  let fleet: ServedFleet;
  const cli = (...line: string[]) =>
    roundsman(["rules", ...line], {
      env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens.engineer, NO_COLOR: "1" },
    });
  beforeAll(async () => {
    fleet = await serveFleet({ fill: storeHotHours });
  });
  afterAll(() => fleet.close());

  it("rehearsed, put into force with a reason, shown with what was delivered, taken back; in either language", async () => {
    const rehearsed = await cli("rehearse", hot, "--raise", "95", "--days", "1");
    expect([rehearsed.code, rehearsed.stderr]).toEqual([1, ""]);
    expect(rehearsed.stdout).toMatch(/gone +kiosk-001/);
    expect(rehearsed.stdout).toContain("Faults 2 → 0, tickets 2 → 0.");
    const same = await cli("rehearse", hot, "--raise", "86", "--days", "1", "--lang", "zh-CN");
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining("没有故障会有变化")]);

    expect((await cli("set", hot, "--raise", "95")).code).toBe(64);
    expect((await cli("set", hot, "--why", "no change")).code).toBe(64);
    const wrong = await cli("set", hot, "--raise", "950", "--why", "a typing mistake");
    expect([wrong.code, wrong.stderr]).toEqual([64, expect.stringContaining(`/${hot}/limit/raise 950`)]);
    expect((await cli("set", hot, "--raise", "95", "--hold", "20m", "--why", "hall without cooling")).code).toBe(0);
    const { stdout } = await cli("show", hot);
    expect(stdout).toContain("Opens after: 20 min (as delivered: ");
    expect(stdout).toContain("eva");
    expect(stdout).toContain("hall without cooling");
    const listed = JSON.parse((await cli("list", "--changed", "--json")).stdout) as { rules: { rule: string }[] };
    expect(listed.rules.map(({ rule }) => rule)).toEqual([hot]);
    expect((await cli("reset", hot, "--why", "cooling is back")).code).toBe(0);
    expect((await cli("reset", hot, "--why", "again")).code).not.toBe(0);
    expect((await cli("list", "--changed")).stdout).toContain("No rule fits.");
  });
});
