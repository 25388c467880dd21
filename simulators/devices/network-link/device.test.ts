import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../contract/index.ts";
import vectors from "../../../drivers/network-link/vectors.json" with { type: "json" };
import { until } from "../../../tests/support/processes.ts";
import { seeded } from "../../../tests/support/seeded.ts";
import { serveInFolder } from "../../line/folder/serve.ts";
import type { ServedDevice } from "../../line/serve.ts";
import simulated from "./device.ts";

let served: ServedDevice;
const state = () => served.device.state() as Record<string, string>;
const portOf = (name: string): number => Number(state()[name]?.split(":")[1]);
const file = (path: string) => readFile(join(served.path(), path), "utf8");
beforeEach(async () => {
  served = await serveInFolder(simulated, { clock: systemClock, random: seeded(2) });
  await until(() => state()["nameServer"] !== undefined && state()["broker"] !== undefined, "its ports");
});
afterEach(() => served.close());

const hex = (bytes: Iterable<number>) =>
  Array.from(bytes, (b) => b.toString(16).toUpperCase().padStart(2, "0")).join(" ");
/** The answer to a query in hex, or nothing within 100 ms. */
const asked = (query: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    const end = (said?: string) => {
      timer.cancel();
      socket.close();
      resolve(said);
    };
    const timer = systemClock.after(100, () => end());
    socket.on("message", (bytes) => end(hex(bytes)));
    socket.send(
      Uint8Array.from(query.split(" "), (b) => Number.parseInt(b, 16)),
      portOf("nameServer"),
      "127.0.0.1",
    );
  });
const connected = (): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(portOf("broker"), "127.0.0.1", () => {
      socket.destroy();
      resolve("connected");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
  });
const ping = (address: string, count: number): Promise<string> =>
  new Promise((resolve) => {
    execFile(join(served.path(), "usr/bin/ping"), ["-c", String(count), "-W", "1", address], (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });

describe("files of the kernel", () => {
  it("routes as the vectors have them, and without a cable none", async () => {
    const columns = (text: string) => text.split("\n").map((line) => line.trim().split(/\s+/).slice(0, 4).join(" "));
    expect(columns(await file("proc/net/route"))).toEqual(columns(vectors.routes4[0]?.text ?? ""));
    served.inject("linkLocalOnly");
    expect(columns(await file("proc/net/route"))).toEqual(columns(vectors.routes4[3]?.text ?? ""));
    served.clear();
    await served.unplug();
    expect(columns(await file("proc/net/route"))).toEqual(columns(vectors.routes4[5]?.text ?? ""));
    expect(await file("sys/class/net/eth0/operstate")).toBe("down\n");
    expect(await file("sys/class/net/eth0/carrier_down_count")).toBe("1\n");
  });

  it("the neighbour is known while the router is there", async () => {
    expect(await file("proc/net/arp")).toMatch(/^192\.0\.2\.1 +0x1 +0x2 /m);
    served.inject("routerGone");
    expect(await file("proc/net/arp")).toMatch(/^192\.0\.2\.1 +0x1 +0x0 /m);
  });

  it("an adapter that was pulled is no folder; a router that moved is another route", async () => {
    served.inject("adapterGone");
    await expect(file("sys/class/net/eth0/operstate")).rejects.toThrow(/ENOENT/);
    served.clear();
    served.device.act("moveRouter", { address: "10.1.2.3" });
    expect(await file("proc/net/route")).toContain("eth0\t00000000\t0302010A\t0003");
  });
});

describe("the name server (RFC 1035)", () => {
  const header = "12 34 01 00 00 01 00 00 00 00 00 00";
  const name = "01 61 00"; // "a."

  it("answers an address, the root's servers, and what it does not hold with nothing", async () => {
    expect(await asked(`${header} ${name} 00 01 00 01`)).toBe(
      `12 34 81 80 00 01 00 01 00 00 00 00 ${name} 00 01 00 01 C0 0C 00 01 00 01 00 00 00 3C 00 04 7F 00 00 01`,
    );
    expect(await asked(`${header} 00 00 02 00 01`)).toBe(
      "12 34 81 80 00 01 00 01 00 00 00 00 00 00 02 00 01 C0 0C 00 02 00 01 00 00 00 3C 00 04 02 6E 73 00",
    );
    expect(await asked(`${header} ${name} 00 10 00 01`)).toBe(
      `12 34 81 80 00 01 00 00 00 00 00 00 ${name} 00 10 00 01`,
    );
    expect(await asked("12 34 01")).toBeUndefined();
  });

  it.each([
    ["namesServfail", "12 34 81 82"],
    ["namesUnknown", "12 34 81 83"],
    ["namesRefused", "12 34 81 85"],
    ["namesSilent", undefined],
    ["routerGone", undefined],
  ])("%s: %s", async (fault, starts) => {
    served.inject(fault);
    expect((await asked(`${header} ${name} 00 01 00 01`))?.slice(0, 11)).toBe(starts);
  });
});

describe("the broker's port and ping", () => {
  it("connections are accepted, refused while nobody listens, and accepted again at the same port", async () => {
    const port = portOf("broker");
    expect(await connected()).toBe("connected");
    served.inject("brokerGone");
    await until(async () => (await connected()) === "ECONNREFUSED", "nobody listens");
    served.clear();
    await until(async () => (await connected()) === "connected", "somebody listens");
    expect(portOf("broker")).toBe(port);
  });

  it("the router answers, another address does not, and without an address nothing is reached", async () => {
    expect(await ping("192.0.2.1", 2)).toMatch(/2 packets transmitted, 2 received, 0% packet loss/);
    expect(await ping("192.0.2.99", 1)).toMatch(/1 packets transmitted, 0 received, 100% packet loss/);
    served.inject("noAddress");
    expect(await ping("192.0.2.1", 1)).toBe("ping: connect: Network is unreachable\n");
  });

  it("names what it knows, and closes twice", async () => {
    expect(() => served.inject("fire")).toThrow(/cableOut/);
    expect(() => served.device.act("fly")).toThrow(/pullCable/);
    served.device.close();
  });
});
