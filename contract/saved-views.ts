import { type Static, Type } from "typebox";
import { fleetLayouts } from "./vocabulary/index.ts";

/** A query of the fleet under a name, and how its answer is looked at. */
export const SavedView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, pattern: "^\\S(.*\\S)?$" }),
    query: Type.String({ maxLength: 2000, description: "`site:sz status:faulty`" }),
    layout: Type.Enum(fleetLayouts),
    shared: Type.Boolean({ description: "everybody sees it" }),
  },
  { additionalProperties: false },
);
export type SavedView = Static<typeof SavedView>;

export const SavedViewView = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  ...SavedView.properties,
  by: Type.String({ description: "whose it is: `user:eva`" }),
  own: Type.Boolean(),
});
export type SavedViewView = Static<typeof SavedViewView>;
