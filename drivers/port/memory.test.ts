import { describe, expect, it } from "vitest";
import { settle } from "../../tests/support/fake-clock.ts";
import { hex } from "../wire/fields.ts";
import { memoryPair } from "./memory.ts";
import { tap } from "./wiretap.ts";

describe("memory pair", () => {
  it("carries bytes both ways, in order, and as copies", async () => {
    const [a, b] = memoryPair("line");
    const atA: string[] = [];
    const atB: string[] = [];
    a.onData((bytes) => atA.push(hex(bytes)));
    b.onData((bytes) => atB.push(hex(bytes)));
    const mutable = Uint8Array.of(1, 2);
    await a.write(mutable);
    mutable[0] = 9;
    await a.write(Uint8Array.of(3));
    await b.write(Uint8Array.of(0xff));
    await settle();
    expect([atA, atB]).toEqual([["FF"], ["01 02", "03"]]);
    expect([a.path, b.path]).toEqual(["line:a", "line:b"]);
  });

  it("closing one end is closed here and lost there, once, and later writes fail the same way", async () => {
    const [a, b] = memoryPair();
    const reasons: string[] = [];
    a.onClose((e) => reasons.push(`a ${e.code}`));
    b.onClose((e) => reasons.push(`b ${e.code}`));
    await a.close();
    await a.close();
    await b.close();
    expect(reasons).toEqual(["a closed", "b portLost"]);
    await expect(a.write(Uint8Array.of(1))).rejects.toMatchObject({ code: "closed" });
    await expect(b.write(Uint8Array.of(1))).rejects.toMatchObject({ code: "portLost" });
  });

  it("a listener that let go hears nothing", async () => {
    const [a, b] = memoryPair();
    const heard: string[] = [];
    const off = b.onData((bytes) => heard.push(hex(bytes)));
    off();
    await a.write(Uint8Array.of(1));
    await settle();
    expect(heard).toEqual([]);
  });
});

describe("wiretap", () => {
  it("sees every byte in both directions and changes none", async () => {
    const [a, b] = memoryPair();
    const seen: string[] = [];
    const tapped = tap(a, (direction, bytes) => seen.push(`${direction} ${hex(bytes)}`));
    const got: string[] = [];
    tapped.onData((bytes) => got.push(hex(bytes)));
    b.onData((bytes) => got.push(`far ${hex(bytes)}`));
    await tapped.write(Uint8Array.of(1, 2));
    await b.write(Uint8Array.of(3));
    await settle();
    expect(seen).toEqual(["sent 01 02", "received 03"]);
    expect(got.sort()).toEqual(["03", "far 01 02"]);
    const lost: string[] = [];
    tapped.onClose((e) => lost.push(e.code));
    await tapped.close();
    expect(lost).toEqual(["closed"]);
  });
});
