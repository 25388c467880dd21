import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AttachmentOwner, AttachmentView } from "../../contract/index.ts";
import { leaksIn, testPans, tracksOf } from "../../tests/support/card-numbers.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import { Attachments } from "./attachments.ts";
import type { AttachmentSettings } from "./settings.ts";

const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(2_000, 7)]);
const day = 86_400_000;
let desk: ServiceDesk;
let folder: string;
let files: Attachments;
let owner: AttachmentOwner;

const open = async (settings: Partial<AttachmentSettings> = {}): Promise<Attachments> => {
  files?.stop();
  files = new Attachments({
    store: desk.store,
    clock: desk.clock,
    tickets: desk.tickets,
    folder,
    settings: { maxFileBytes: 10_000, maxOwnerBytes: 30_000, keepDays: 800, ...settings },
    newId: () => (++ids).toString(16).padStart(20, "0"),
    onError: (error) => void desk.errors.push(error),
  });
  await files.load();
  return files;
};
let ids = 0;

beforeEach(async () => {
  desk = await ServiceDesk.open();
  folder = join(mkdtempSync(join(tmpdir(), "attachments-")), "contents");
  await desk.addTerminal("T1", { printer: { deviceClass: "printer" } });
  await desk.report("T1", "printer", "printer", { cover: "open", paper: "out" });
  await desk.pass(300_000);
  const number = desk.ticketsOf("T1")[0]?.number ?? 0;
  expect(number).toBeGreaterThan(0);
  owner = { kind: "ticket", number };
  await open();
});
afterEach(async () => {
  files.stop();
  await desk.close();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

const add = (name: string, bytes: Uint8Array | string, more: Record<string, unknown> = {}): Promise<AttachmentView> =>
  files.add({ owner, name, by: "user:eva", ...more }, Readable.from([Buffer.from(bytes)]));
const contents = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /[0-9a-f]{64}$|part$/.test(name));
const timeline = () => desk.store.read.ticket(owner.number)?.timeline.filter((e) => e.attachment !== undefined) ?? [];
const audited = () => desk.store.read.audit({ limit: 10_000 }).filter(({ action }) => action.startsWith("attachment."));
const bytesOf = async (id: string): Promise<Buffer> => {
  const { content } = await files.read(owner, id);
  return Buffer.concat((await content.toArray()) as Buffer[]);
};

describe("files kept with a ticket", () => {
  it("comes back as it was sent, is told in the timeline and audited", async () => {
    const view = await add("door.png", png, { contentType: "image/png", note: "the lock" });
    expect(view).toMatchObject({ mediaType: "image/png", size: png.length, by: "user:eva", note: "the lock" });
    expect((await bytesOf(view.id)).equals(png)).toBe(true);
    expect(files.list(owner)).toEqual([view]);
    expect(timeline()).toMatchObject([
      { kind: "attached", by: "user:eva", attachment: view.id, text: { en: "door.png (2 KiB): the lock" } },
    ]);
    expect(audited()).toMatchObject([{ actor: "user:eva", action: "attachment.add", detail: { sha256: view.sha256 } }]);
  });

  it("the same content lies on the disk once; the same file sent again is there once", async () => {
    const first = await add("a.png", png);
    expect(await add("a.png", png)).toEqual(first);
    const second = await add("b.png", png);
    expect(second.sha256).toBe(first.sha256);
    expect(contents()).toHaveLength(1);
    expect(timeline()).toHaveLength(2);
    await files.remove(owner, first.id, "wrong kiosk", "user:eva");
    expect((await bytesOf(second.id)).equals(png)).toBe(true);
    await files.remove(owner, second.id, "wrong kiosk", "user:eva");
    expect(contents()).toEqual([]);
    await expect(files.read(owner, second.id)).rejects.toMatchObject({ code: "gone" });
    expect(files.list(owner).map((a) => a.gone?.reason)).toEqual(["wrong kiosk", "wrong kiosk"]);
  });

  it.each([
    ["page.png", "<html>", "image/png", "invalid", /sent as image\/png, but begins like no kind/],
    ["shot.png", "\xff\xd8\xff\xe0 a jpeg in truth", "image/png", "invalid", /begins like image\/jpeg/],
    ["notes.txt", png.toString("latin1"), "text/plain", "invalid", /begins like image\/png/],
    ["notes.txt", "a\0b and so on, it is longer", "text/plain", "invalid", /control characters/],
    ["notes.txt", "caf\xe9, in latin1 that is longer", "text/plain", "invalid", /not UTF-8/],
    ["data.json", "no json at all, whatever it says", "application/json", "invalid", /not begin like JSON/],
    ["shot.jpg", png.toString("latin1"), "image/png", "invalid", /is the name of image\/jpeg, but it was sent as/],
    ["run.exe", "MZ", "application/octet-stream", "unsupportedMedia", /only files that end with/],
    ["page.html", "<p>", "text/html", "unsupportedMedia", /only files that end with/],
    ["a.txt", "<svg>", "image/svg+xml", "unsupportedMedia", /image\/svg\+xml is not kept/],
    ["../../etc/passwd.txt", "x", "text/plain", "invalid", /query\.name/],
    [".hidden.txt", "x", "text/plain", "invalid", /query\.name/],
    ["a\u202etxt.exe.txt", "x", "text/plain", "invalid", /query\.name/],
    ["empty.txt", "", "text/plain", "invalid", /empty/],
  ])(
    "bad file %#, %s, is refused in a clear sentence, and nothing of it stays",
    async (name, text, type, code, said) => {
      const sent = add(name, Buffer.from(text, "latin1"), { contentType: type });
      await expect(sent).rejects.toMatchObject({ code, message: expect.stringMatching(said) as string });
      expect([contents(), files.list(owner), timeline()]).toEqual([[], [], []]);
    },
  );

  it("a byte too many ends it, also if no length was announced; and all files of a ticket are bounded together", async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 1_000;
          yield Buffer.alloc(1_000, 65);
        }
      })(),
    );
    await expect(files.add({ owner, name: "big.txt", by: "user:eva" }, endless)).rejects.toMatchObject({
      code: "tooLarge",
    });
    expect(read).toBeLessThan(200_000);
    await expect(add("b.txt", "x", { length: 10_001 })).rejects.toMatchObject({ code: "tooLarge" });
    for (let i = 0; i < 3; i++) await add(`${i}.txt`, `${i}`.repeat(9_500));
    await expect(add("4.txt", "4".repeat(9_500))).rejects.toMatchObject({ code: "tooLarge" });
    expect(contents()).toHaveLength(3);
  });

  it("an owner that is not there, another owner's file", async () => {
    await expect(
      files.add({ owner: { kind: "round", number: 7 }, name: "a.png", by: "x" }, Readable.from([png])),
    ).rejects.toMatchObject({ code: "notFound" });
    const view = await add("a.png", png);
    expect(() => files.get({ kind: "round", number: owner.number }, view.id)).toThrow(/attachment .* is not known/);
  });

  it("a sender that goes away in the middle leaves nothing", async () => {
    const broken = new Readable({ read() {} });
    const sent = files.add({ owner, name: "a.png", by: "user:eva" }, broken);
    broken.push(png);
    broken.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    await expect(sent).rejects.toThrow();
    expect(contents()).toEqual([]);
  });

  it("R22: a transaction that fails leaves no content; what a killed broker left behind is swept up, what is known stays", async () => {
    const within = () => {
      throw new Error("no");
    };
    await expect(add("a.png", png, { within })).rejects.toThrow("no");
    expect([contents(), files.list(owner)]).toEqual([[], []]);
    const view = await add("a.png", png);
    writeFileSync(join(folder, "ab12.part"), "half");
    const orphan = `${"0".repeat(63)}1`;
    mkdirSync(join(folder, "00"), { recursive: true });
    writeFileSync(join(folder, "00", orphan), "never known");
    await open();
    expect(contents()).toHaveLength(1);
    expect((await bytesOf(view.id)).equals(png)).toBe(true);
  });

  it("what is missing or cut on the disk is said to be, not handed out", async () => {
    const view = await add("a.png", png);
    const [name = ""] = contents();
    writeFileSync(join(folder, name), png.subarray(0, 99));
    await expect(files.read(owner, view.id)).rejects.toMatchObject({ code: "gone", message: /damaged/ });
    rmSync(join(folder, name));
    await expect(files.read(owner, view.id)).rejects.toMatchObject({ code: "gone", message: /missing/ });
    expect(existsSync(join(folder, name))).toBe(false);
  });

  it("is let go when it is old and its ticket closed; that it was there stays known", async () => {
    await open({ keepDays: 30 });
    const view = await add("a.png", png);
    desk.clock.jump(31 * day);
    await files.prune();
    expect(contents()).toHaveLength(1);
    await desk.tickets.act(owner.number, { action: "close" }, "user:eva");
    await files.prune();
    expect(contents()).toEqual([]);
    expect(files.list(owner)).toMatchObject([{ id: view.id, gone: { by: "broker", reason: "kept for 30 days" } }]);
    expect(audited().at(-1)).toMatchObject({ action: "attachment.remove", actor: "broker" });
  });
});

describe("S7: card data in a text file", () => {
  const stored = () =>
    contents()
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("");

  it("never reaches the disk in any form, however the pieces come", async () => {
    const tracks = testPans.flatMap(tracksOf);
    const forms = [
      ...tracks,
      ...tracks.map((t) => Buffer.from(t).toString("hex")),
      ...tracks.map((t) => btoa(`n=${t}`)),
    ];
    const text = forms.map((form, i) => `${i} 09:14 read ${form} from the slot\n`).join("");
    const bytes = Buffer.from(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 37) }, (_, i) => bytes.subarray(i * 37, i * 37 + 37));
    const view = await files.add({ owner, name: "app.log", by: "user:eva" }, Readable.from(pieces));
    expect(leaksIn(text), "control: it was in it").toEqual([...testPans]);
    expect(leaksIn(stored())).toEqual([]);
    expect(stored()).toContain("0 09:14 read ");
    expect(view.blotted).toBeGreaterThanOrEqual(forms.length);
    expect(timeline()[0]?.text.en).toMatch(/card numbers blotted out/);
  });

  it("JSON stays JSON, of one long line too", async () => {
    const value = { pan: 4111111111111111, text: "paid with 4111 1111 1111 1111", rest: "x".repeat(5_000), n: [1, 2] };
    await add("sale.json", JSON.stringify(value));
    const nines = "9999999999999999";
    expect(stored()).toContain(`"pan":${nines},`);
    expect(JSON.parse(stored())).toEqual({ ...value, pan: Number(nines), text: "paid with 9999 9999 9999 9999" });
  });

  it("a text without any comes back to the letter", async () => {
    const text = `${"Zeile mit Umlauten äöü und 中文, 1795212000000\n".repeat(180)}end`;
    const view = await add("a.txt", text);
    expect(view.blotted).toBeUndefined();
    expect(stored()).toBe(text);
  });
});
