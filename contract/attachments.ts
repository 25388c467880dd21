import { type Static, Type } from "typebox";
import { UnixMs } from "./time.ts";
import { type MediaType, mediaTypes, ownerKinds } from "./vocabulary/index.ts";

/** What a file is kept with. */
export const AttachmentOwner = Type.Object({
  kind: Type.Enum(ownerKinds),
  number: Type.Integer({ minimum: 1 }),
});
export type AttachmentOwner = Static<typeof AttachmentOwner>;

/** A name for people: no folder, no control character, no dot in front. What it ends with must fit the kind of file. */
export const AttachmentName = Type.String({
  minLength: 3,
  maxLength: 120,
  pattern:
    "^[^./\\\\\\x00-\\x1f\\x7f\\u202a-\\u202e\\u2066-\\u2069][^/\\\\\\x00-\\x1f\\x7f\\u202a-\\u202e\\u2066-\\u2069]*\\.[A-Za-z0-9]{1,8}$",
});

export const AttachmentView = Type.Object(
  {
    id: Type.String({ pattern: "^[0-9a-f]{8,40}$" }),
    owner: AttachmentOwner,
    name: Type.String(),
    mediaType: Type.Enum(mediaTypes as [MediaType, ...MediaType[]]),
    size: Type.Integer({ minimum: 0, description: "bytes" }),
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    by: Type.String(),
    at: UnixMs,
    note: Type.Optional(Type.String()),
    evidence: Type.Optional(Type.String({ description: "id of the evidence that this file is" })),
    blotted: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "places that looked like card data and were blotted out before it was kept",
      }),
    ),
    gone: Type.Optional(
      Type.Object(
        { at: UnixMs, by: Type.String(), reason: Type.String() },
        { description: "its content is not kept any more" },
      ),
    ),
  },
  { description: "A file kept with a ticket, a visit or an inspection round." },
);
export type AttachmentView = Static<typeof AttachmentView>;

/** What is said of a file that is sent: in the address, because the body is the file itself. */
export const AttachQuery = Type.Object({
  name: AttachmentName,
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type AttachQuery = Static<typeof AttachQuery>;

export const RemoveAttachment = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
