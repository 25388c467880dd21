import { createHash } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttachmentView } from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";

const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(300_000, 5)]);
let fleet: ServedFleet;
let number: number;
beforeAll(async () => {
  fleet = await serveFleet();
  number = fleet.store.read.tickets({ limit: 1 })[0]?.number ?? 0;
  expect(number).toBeGreaterThan(0);
});
afterAll(() => fleet.close());

type Init = Omit<RequestInit, "headers"> & { headers?: Readonly<Record<string, string>>; duplex?: "half" };
const call = (path: string, init: Init = {}, token = fleet.tokens.engineer) =>
  fetch(`${fleet.url}/api/tickets/${number}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });
const attach = (
  name: string,
  body: string | Buffer | ReadableStream,
  type = "",
  token = fleet.tokens.engineer,
): Promise<Response> =>
  call(
    `/attachments?${new URLSearchParams({ name }).toString()}`,
    { method: "POST", body: body as string, ...(type ? { headers: { "content-type": type } } : {}), duplex: "half" },
    token,
  );
const refusal = async (answer: Response): Promise<{ status: number; code: string; message: string }> => {
  const { code, message } = (await answer.json()) as { code: string; message: string };
  return { status: answer.status, code, message };
};
const listed = async (): Promise<string[]> =>
  ((await (await call("/attachments")).json()) as AttachmentView[]).map(({ name }) => name);

describe("files over HTTP", () => {
  it("go in as they are and come back to be saved, never to be shown or run in our name", async () => {
    const answer = await attach("台锁 (1).png", png, "image/png");
    expect(answer.status).toBe(200);
    const view = (await answer.json()) as AttachmentView;
    expect(view).toMatchObject({
      name: "台锁 (1).png",
      size: png.length,
      by: "user:eva",
      owner: { kind: "ticket", number },
    });
    const file = await call(`/attachments/${view.id}/file`);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": String(png.length),
      "content-disposition": "attachment; filename=\"____1_.png\"; filename*=UTF-8''%E5%8F%B0%E9%94%81%20%281%29.png",
      "repr-digest": `sha-256=:${createHash("sha256").update(png).digest("base64")}:`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "private, no-store",
    });
    expect(Buffer.from(await file.arrayBuffer()).equals(png)).toBe(true);
  });

  it("a body of any declared kind is a file: JSON too is not parsed, a form is not a form", async () => {
    expect((await attach("sale.json", '{"a": 1}', "application/json")).status).toBe(200);
    expect(await refusal(await attach("sale.json", "a=1&b=2", "application/x-www-form-urlencoded"))).toMatchObject({
      status: 400,
      code: "invalid",
    });
    expect(await refusal(await attach("page.html", "<p>", "text/html"))).toMatchObject({
      status: 415,
      code: "unsupportedMedia",
    });
    expect(await refusal(await attach("a/b.png", png, "image/png"))).toMatchObject({ status: 400, code: "invalid" });
  });

  it("too much is refused by its announced length, before a byte is read; and without one as soon as there is a byte too many", async () => {
    const long = Buffer.alloc(10 * 1024 ** 2 + 1, 65);
    const tooLarge = { status: 413, code: "tooLarge" };
    expect(await refusal(await attach("long.txt", long, "text/plain"))).toMatchObject(tooLarge);
    const chunks = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.alloc(64 * 1024, 65));
      },
    });
    expect(await refusal(await attach("endless.txt", chunks, "text/plain"))).toMatchObject(tooLarge);
    expect(await listed()).not.toContain("endless.txt");
  });

  it("a sender that goes away in the middle leaves nothing, and the server goes on", async () => {
    const { hostname, port } = new URL(fleet.url);
    const socket = connect(Number(port), hostname);
    await new Promise((resolve) => socket.once("connect", resolve));
    const head = [
      `POST /api/tickets/${number}/attachments?name=half.png HTTP/1.1`,
      "host: x",
      `authorization: Bearer ${fleet.tokens.engineer}`,
      "content-type: image/png",
      `content-length: ${png.length}`,
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    socket.write(png.subarray(0, 100_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await listed()).not.toContain("half.png");
    expect((await attach("whole.png", png, "image/png")).status).toBe(200);
  });

  it("S4: a viewer reads and adds nothing; only an admin takes away; a ticket that is not there has none", async () => {
    const [view] = (await (await call("/attachments", {}, fleet.tokens.viewer)).json()) as AttachmentView[];
    expect((await attach("v.png", png, "image/png", fleet.tokens.viewer)).status).toBe(403);
    const removed = (token: string) =>
      call(
        `/attachments/${view?.id}/removed`,
        { method: "POST", body: '{"reason":"a face"}', headers: { "content-type": "application/json" } },
        token,
      );
    expect((await removed(fleet.tokens.engineer)).status).toBe(403);
    expect(await (await removed(fleet.tokens.admin)).json()).toMatchObject({
      gone: { by: "user:admin", reason: "a face" },
    });
    expect(await refusal(await call(`/attachments/${view?.id}/file`))).toEqual({
      status: 410,
      code: "gone",
      message: expect.stringContaining("was removed by user:admin: a face") as string,
    });
    const other = await fetch(`${fleet.url}/api/tickets/9999/attachments`, {
      headers: { authorization: `Bearer ${fleet.tokens.engineer}` },
    });
    expect(other.status).toBe(404);
  });
});
