import { type Static, Type } from "typebox";

const mebibyte = 1024 ** 2;

/** Files kept with tickets, visits and rounds. */
export const AttachmentSettings = Type.Object(
  {
    maxFileBytes: Type.Integer({ minimum: 1024, maximum: 1024 * mebibyte, default: 10 * mebibyte }),
    maxOwnerBytes: Type.Integer({
      minimum: 1024,
      maximum: 1024 * 1024 * mebibyte,
      default: 100 * mebibyte,
      description: "all files of one ticket, visit or round together",
    }),
    keepDays: Type.Number({
      minimum: 1,
      maximum: 36_500,
      default: 800,
      description: "days the content is kept; that there was a file, its name and its hash stay known",
    }),
  },
  { additionalProperties: false },
);
export type AttachmentSettings = Static<typeof AttachmentSettings>;
