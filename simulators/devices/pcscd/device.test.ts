import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import vectors from "../../../drivers/pcscd/vectors.json" with { type: "json" };
import { fromHex, hex } from "../../../drivers/wire/fields.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import { serveInFolder } from "../../line/folder/serve.ts";
import type { ServedDevice } from "../../line/serve.ts";
import simulated from "./device.ts";

let served: ServedDevice | undefined;
afterEach(() => served?.close());

/** Says something to the daemon and collects so many bytes of its answer, or what came until it hung up. */
const ask = (path: string, frame: string, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = connect(`${path}/run/pcscd/pcscd.comm`, () => socket.write(fromHex(frame)));
    let heard = Buffer.alloc(0);
    const end = () => {
      socket.destroy();
      resolve(heard);
    };
    socket.on("data", (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes]);
      if (heard.length >= length) end();
    });
    socket.once("close", end);
    socket.once("error", reject);
  });

describe("the simulated pcscd", () => {
  it("answers as Debian's does, byte for byte, and hangs up on anything else", async () => {
    served = await serveInFolder(simulated, { clock: new FakeClock(), random: () => 0.5, settings: { card: true } });
    const path = served.path();
    expect(hex(await ask(path, vectors.version.request.frame, 12))).toBe(vectors.version.answer.frame);
    const states = await ask(path, vectors.statesRequest.frame, 2944);
    expect(states).toHaveLength(2944);
    expect(states.subarray(0, 128).toString("latin1").replace(/\0+$/, "")).toBe(vectors.record.name);
    expect(hex(states.subarray(128, 184))).toBe(vectors.record.behindTheName);
    expect(states.subarray(184).every((byte) => byte === 0)).toBe(true);
    expect(await ask(path, "0C 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", 1)).toHaveLength(0);
  });
});
