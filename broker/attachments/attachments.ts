import type { ReadStream } from "node:fs";
import { Readable, Transform, type TransformCallback } from "node:stream";
import {
  AppError,
  AttachmentName,
  type AttachmentOwner,
  type AttachmentView,
  type Clock,
  checker,
  type Localized,
  type MediaType,
  type OwnerKind,
  type TicketEvent,
} from "../../contract/index.ts";
import { namesFrom } from "../people/name.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import type { Tickets } from "../tickets/index.ts";
import { unknown } from "../unknown.ts";
import { Contents, type Written } from "./contents.ts";
import { declaredType, headBytes, isText, mismatch } from "./media.ts";
import { Scrubber } from "./scrub.ts";
import type { AttachmentSettings } from "./settings.ts";
import { attachedText, removedText, sizeText, tooOld } from "./words.ts";

export interface AttachmentDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly tickets: Pick<Tickets, "note">;
  /** Where contents lie. */
  readonly folder: string;
  readonly settings: AttachmentSettings;
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

/** A file on its way in. */
export interface IncomingFile {
  readonly owner: AttachmentOwner;
  readonly name: string;
  readonly note?: string;
  readonly by: string;
  /** As it was declared; what the bytes say counts. */
  readonly contentType?: string;
  /** Announced length, if there is one: too much is refused before a byte is read. */
  readonly length?: number;
  readonly evidence?: string;
  /** What the timeline says, if not its name and note. */
  readonly says?: Localized;
  /** Runs in the transaction that makes the file known. */
  readonly within?: (tx: Tx, view: AttachmentView) => void;
}

const dayMs = 86_400_000;
const pruneEveryMs = 6 * 3_600_000;
const perPass = 1_000;
/** So many files come in at once; each takes a disk's attention for a moment. */
const maxAtOnce = 8;

const known: Readonly<Record<OwnerKind, (read: Readers, number: number) => unknown>> = {
  ticket: (read, number) => read.ticket(number),
  visit: (read, number) => read.visit(number),
  round: (read, number) => read.round(number),
};

const names = checker(AttachmentName);

/** Looks at the first bytes before any is kept, and lets nothing through that is not what it was said to be. */
const inspected = (type: MediaType): Transform => {
  let head = Buffer.alloc(0);
  let passed = false;
  const look = (): Buffer => {
    const why = mismatch(type, head.subarray(0, headBytes));
    if (why !== undefined)
      throw new AppError("invalid", { en: `the file is refused: ${why.en}`, "zh-CN": `文件被拒收：${why["zh-CN"]}` });
    passed = true;
    return head;
  };
  const attempt = (done: TransformCallback, work: () => Buffer | undefined): void => {
    try {
      done(null, work());
    } catch (error) {
      done(error as Error);
    }
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) =>
      attempt(done, () => {
        if (passed) return chunk;
        head = Buffer.concat([head, chunk]);
        return head.length >= headBytes ? look() : undefined;
      }),
    flush: (done) => attempt(done, () => (passed ? undefined : look())),
  });
};

/** Files kept with tickets, visits and rounds: contents in a folder, what is known of them in the store, each in the audit log. */
export class Attachments {
  readonly #deps: AttachmentDeps;
  readonly #contents: Contents;
  #coming = 0;
  #timer: { cancel(): void } | undefined;

  constructor(deps: AttachmentDeps) {
    this.#deps = deps;
    this.#contents = new Contents(deps.folder, deps.newId);
  }

  /** Call before the first file comes. What an ended broker had written but not made known is taken away. */
  async load(): Promise<void> {
    const { store, clock, onError } = this.#deps;
    await this.#contents.prepare();
    const kept = store.read.keptContents();
    await this.#contents.sweep((sha256) => kept.has(sha256));
    const again = (): void => {
      this.#timer = clock.after(pruneEveryMs, () => void this.prune().catch(onError).finally(again));
    };
    again();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  list(owner: AttachmentOwner): AttachmentView[] {
    this.#demand(this.#deps.store.read, owner);
    return this.#deps.store.read.attachments(owner);
  }

  /** Throws `AppError("notFound")`, also if it is another owner's. */
  get(owner: AttachmentOwner, id: string): AttachmentView {
    const view = this.#deps.store.read.attachment(id);
    if (view?.owner.kind === owner.kind && view.owner.number === owner.number) return view;
    throw unknown("attachment", id);
  }

  /** Its bytes. Throws `AppError`: `notFound`, or `gone` with the reason. */
  async read(owner: AttachmentOwner, id: string): Promise<{ view: AttachmentView; content: ReadStream }> {
    const view = this.get(owner, id);
    if (view.gone) {
      const name = namesFrom(this.#deps.store.read)(view.gone.by);
      throw new AppError("gone", {
        en: `${view.name} was removed by ${name}: ${view.gone.reason}`,
        "zh-CN": `${view.name} 已由 ${name} 删除：${view.gone.reason}`,
      });
    }
    return { view, content: await this.#contents.read(view.sha256, view.size) };
  }

  /**
   * Takes a file in. The same content under the same name with the same owner is there once: sent again, the first is answered. Throws `AppError`:
   * `notFound` (owner), `invalid` (name, or not what it was said to be), `unsupportedMedia`, `tooLarge`, `unavailable` (too many at once), `store`.
   */
  async add(file: IncomingFile, source: Readable): Promise<AttachmentView> {
    const type = this.#check(file);
    if (this.#coming >= maxAtOnce)
      throw new AppError("unavailable", {
        en: "too many files come in at once; try again",
        "zh-CN": "同时上传的文件过多，请重试",
      });
    this.#coming += 1;
    try {
      const scrubber = isText(type) ? new Scrubber() : undefined;
      const through = [inspected(type), ...(scrubber ? [scrubber] : [])];
      const written = await this.#contents.write(source, through, this.#room(this.#deps.store.read, file.owner));
      return await this.#settle(file, type, written, scrubber?.blotted ?? 0);
    } finally {
      this.#coming -= 1;
    }
  }

  /** Bytes that we made ourselves. */
  addBytes(file: IncomingFile, bytes: Uint8Array): Promise<AttachmentView> {
    return this.add(file, Readable.from([bytes]));
  }

  /** Takes the content away; that there was a file stays known. Throws `AppError("notFound")`. */
  async remove(owner: AttachmentOwner, id: string, reason: string, by: string): Promise<AttachmentView> {
    this.get(owner, id);
    return this.#letGo(id, reason, by);
  }

  /** Lets go of what is too old and belongs to nothing that is still open. */
  async prune(): Promise<void> {
    const { store, clock, settings } = this.#deps;
    const old = store.read.attachmentsBefore(clock.now() - settings.keepDays * dayMs, perPass);
    for (const { id, owner } of old)
      if (owner.kind !== "ticket" || store.read.ticket(owner.number)?.state === "closed")
        await this.#letGo(id, tooOld(settings.keepDays), "broker");
  }

  #check({ owner, name, contentType, length }: IncomingFile): MediaType {
    names.parse(name, "query.name");
    const type = declaredType(name, contentType);
    this.#demand(this.#deps.store.read, owner);
    const room = this.#room(this.#deps.store.read, owner);
    if (length !== undefined && length > room) throw tooLarge(length, room);
    return type;
  }

  #demand(read: Readers, { kind, number }: AttachmentOwner): void {
    if (known[kind](read, number) === undefined) throw unknown(kind, number);
  }

  /** Bytes that one more file of this owner may have. */
  #room(read: Readers, owner: AttachmentOwner): number {
    const { maxFileBytes, maxOwnerBytes } = this.#deps.settings;
    const used = read.attachments(owner).reduce((sum, { size, gone }) => sum + (gone ? 0 : size), 0);
    return Math.max(0, Math.min(maxFileBytes, maxOwnerBytes - used));
  }

  async #settle(file: IncomingFile, type: MediaType, written: Written, blotted: number): Promise<AttachmentView> {
    if (written.size === 0) {
      await written.discard();
      throw new AppError("invalid", { en: "the file is empty", "zh-CN": "文件是空的" });
    }
    const release = await written.keep();
    const { sha256, size } = written;
    try {
      return await this.#deps.store.write((tx) => this.#know(tx, file, { type, sha256, size, blotted }));
    } catch (error) {
      release();
      await this.#contents.drop(sha256, (hash) => this.#deps.store.read.isContentKept(hash));
      throw error;
    } finally {
      release();
    }
  }

  #know(
    tx: Tx,
    { owner, name, note, by, evidence, says, within }: IncomingFile,
    { type, sha256, size, blotted }: { type: MediaType; sha256: string; size: number; blotted: number },
  ): AttachmentView {
    const same = tx.read.attachments(owner).find((a) => !a.gone && a.sha256 === sha256 && a.name === name);
    if (same) {
      within?.(tx, same);
      return same;
    }
    // Asked again: others may have come in meanwhile.
    const room = this.#room(tx.read, owner);
    if (size > room) throw tooLarge(size, room);
    const view: AttachmentView = {
      id: this.#deps.newId(),
      owner,
      name,
      mediaType: type,
      size,
      sha256,
      by,
      at: this.#deps.clock.now(),
      ...(note !== undefined && note !== "" && { note }),
      ...(evidence !== undefined && { evidence }),
      ...(blotted > 0 && { blotted }),
    };
    tx.saveAttachment(view);
    this.#tell(tx, view, { by, action: "attachment.add", kind: "attached", text: says ?? attachedText(view) });
    within?.(tx, view);
    return view;
  }

  async #letGo(id: string, reason: string, by: string): Promise<AttachmentView> {
    const { store, clock } = this.#deps;
    const view = await store.write((tx) => {
      const now = tx.read.attachment(id);
      if (!now) throw unknown("attachment", id);
      if (now.gone) return now;
      const gone: AttachmentView = { ...now, gone: { at: clock.now(), by, reason } };
      tx.saveAttachment(gone);
      this.#tell(tx, gone, { by, action: "attachment.remove", kind: "comment", text: removedText(now.name, reason) });
      return gone;
    });
    await this.#contents.drop(view.sha256, (hash) => store.read.isContentKept(hash));
    return view;
  }

  /** In the audit log, and where its owner is a ticket, in that ticket's timeline; but age alone is no news to anybody. */
  #tell(
    tx: Tx,
    view: AttachmentView,
    { by, action, kind, text }: { by: string; action: string; kind: TicketEvent["kind"]; text: Localized },
  ): void {
    const { owner, id, name, size, sha256, mediaType, gone } = view;
    const at = this.#deps.clock.now();
    const detail = { id, name, size, sha256, mediaType, ...(gone && { reason: gone.reason }) };
    tx.addAudit({ at, actor: by, action, target: `${owner.kind}/${owner.number}`, detail });
    if (owner.kind === "ticket" && !(gone && by === "broker"))
      this.#deps.tickets.note(tx, owner.number, { at, by, kind, text, attachment: id });
  }
}

const tooLarge = (size: number, room: number): AppError =>
  new AppError(
    "tooLarge",
    {
      en: `the file (${sizeText(size)}) is larger than the room left here (${sizeText(room)})`,
      "zh-CN": `文件（${sizeText(size)}）超过此处剩余空间（${sizeText(room)}）`,
    },
    { room },
  );
