import type { IncomingMessage } from "node:http";
import { PassThrough, type Readable } from "node:stream";
import { AppError, type AttachmentOwner, type AttachmentView, type AttachQuery } from "../../../contract/index.ts";
import { type Call, defineRoutes, hijacked, type RouteDeps } from "../route.ts";

/**
 * The body as it comes. Ending it early does not end the connection: what is still sent is let pass, so that the answer arrives; a sender that goes away in the
 * middle ends it with an error.
 */
const bodyOf = (raw: IncomingMessage): Readable => {
  const body = new PassThrough();
  raw.pipe(body);
  raw.once("error", (error) => body.destroy(error));
  raw.once("close", () => {
    if (!raw.complete)
      body.destroy(new AppError("invalid", { en: "the file was cut off on its way", "zh-CN": "文件在途中被截断" }));
  });
  body.once("close", () => {
    raw.unpipe(body);
    raw.resume();
  });
  return body;
};

const attach = async (
  owner: AttachmentOwner,
  { query, by, request }: { query: AttachQuery; by: string; request: Call<"attachToTicket">["request"] },
  { attachments }: RouteDeps,
): Promise<AttachmentView> => {
  const { "content-type": contentType, "content-length": length } = request.headers;
  const { name, note } = query;
  const file = {
    owner,
    name,
    by,
    ...(note !== undefined && { note }),
    ...(contentType !== undefined && { contentType }),
    ...(length !== undefined && { length: Number(length) }),
  };
  const body = bodyOf(request.raw);
  try {
    return await attachments.add(file, body);
  } finally {
    // Refused before a byte was read: a browser hears of it only once it has sent all.
    body.destroy();
  }
};

/** A name in a header: ASCII for the old, UTF-8 for all others (RFC 6266, RFC 8187). */
const disposition = (name: string): string => {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, "_");
  const full = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
};

/** A file from elsewhere: saved, never shown or run in our name. */
const send = async (
  owner: AttachmentOwner,
  id: string,
  { attachments }: RouteDeps,
  reply: Call<"ticketFile">["reply"],
): Promise<typeof hijacked> => {
  const { view, content } = await attachments.read(owner, id);
  await reply
    .type(view.mediaType)
    .header("content-length", view.size)
    .header("content-disposition", disposition(view.name))
    .header("repr-digest", `sha-256=:${Buffer.from(view.sha256, "hex").toString("base64")}:`)
    .header("cache-control", "private, no-store")
    .header("x-content-type-options", "nosniff")
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("cross-origin-resource-policy", "same-origin")
    .send(content);
  return hijacked;
};

const ticket = (number: number): AttachmentOwner => ({ kind: "ticket", number });
const visit = (number: number): AttachmentOwner => ({ kind: "visit", number });

export default defineRoutes({
  ticketAttachments: ({ params }, { attachments }) => attachments.list(ticket(params.number)),
  attachToTicket: (call, deps) => attach(ticket(call.params.number), call, deps),
  ticketFile: ({ params, reply }, deps) => send(ticket(params.number), params.id, deps, reply),
  removeTicketFile: ({ params, body, by }, { attachments }) =>
    attachments.remove(ticket(params.number), params.id, body.reason, by),
  visitAttachments: ({ params }, { attachments }) => attachments.list(visit(params.number)),
  attachToVisit: (call, deps) => attach(visit(call.params.number), call, deps),
  visitFile: ({ params, reply }, deps) => send(visit(params.number), params.id, deps, reply),
  removeVisitFile: ({ params, body, by }, { attachments }) =>
    attachments.remove(visit(params.number), params.id, body.reason, by),
  evidence: ({ params }, { evidence }) => evidence.list(params.number),
  askEvidence: ({ params, body, by }, { evidence }) => evidence.ask(params.number, body, by),
});
