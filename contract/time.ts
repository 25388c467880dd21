import { Type } from "typebox";

export * from "./clock.ts";
export * from "./driven-clock.ts";

/** A moment: whole milliseconds since 1970-01-01T00:00Z. One form of time everywhere; people see it formatted, never the wire. */
export const UnixMs = Type.Integer({
  minimum: 0,
  maximum: 8.64e15,
  description: "milliseconds since 1970-01-01T00:00Z",
});
export type UnixMs = number;
