import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../contract/index.ts";
import { type Client, createClient } from "./client.ts";

/** Real sockets, and pauses of which nobody has to wait the whole. */
let ahead = 0;
const quick: Clock = {
  ...systemClock,
  mono: () => systemClock.mono() + ahead,
  after: (ms, run) => systemClock.after(ms / 40, run),
};

let server: Server;
afterEach(() => server.close());

/** A broker that does what it is asked, and whose answers are lost while it says so. */
const served = async () => {
  const broker = { keys: [] as string[], loses: true };
  server = createServer((request, response) => {
    broker.keys.push(String(request.headers["idempotency-key"]));
    request.resume().on("end", () => (broker.loses ? request.socket.destroy() : response.end("{}")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let n = 0;
  const client: Client = createClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: quick,
    newKey: () => `key-${++n}`,
  });
  return {
    broker,
    open: (title: string) => client.openTicket({ terminal: "kiosk-001", title, severity: "major" }),
    attach: (content: Blob) => client.attach({ kind: "visit", number: 7 }, { name: "seal.jpg" }, content),
  };
};

describe("an action whose answer is lost", () => {
  it("is asked again under its name, by itself and by hand; another one, and the same one answered, has a new name", async () => {
    const { broker, open } = await served();
    await expect(open("no light")).rejects.toMatchObject({ code: "unavailable" });
    expect(broker.keys).toEqual(["key-1", "key-1", "key-1", "key-1"]);
    broker.loses = false;
    await open("no sound");
    await open("no light");
    await open("no light");
    expect(broker.keys.slice(4)).toEqual(["key-2", "key-1", "key-3"]);
  });

  it("is the same with the very same file only", async () => {
    const { broker, attach } = await served();
    const [seal, door] = [new Blob(["seal"]), new Blob(["door"])];
    await expect(attach(seal)).rejects.toMatchObject({ code: "unavailable" });
    broker.loses = false;
    await attach(seal);
    await attach(seal);
    broker.loses = true;
    await expect(attach(seal)).rejects.toMatchObject({ code: "unavailable" });
    broker.loses = false;
    await attach(door);
    expect(broker.keys.filter((key, n, all) => key !== all[n - 1])).toEqual(["key-1", "key-2", "key-3", "key-4"]);
  });

  it("is a new one after ten minutes", async () => {
    const { broker, open } = await served();
    await expect(open("no light")).rejects.toMatchObject({ code: "unavailable" });
    ahead = 10 * 60_000;
    broker.loses = false;
    await open("no light");
    expect(broker.keys.at(-1)).toBe("key-2");
  });
});
