import { type Static, Type } from "typebox";
import { TerminalId } from "./identifiers.ts";
import { mostTagged, mostTags, tagPattern } from "./vocabulary/index.ts";

export const Tag = Type.String({ pattern: tagPattern, description: "`vip`, `pilot-firmware`" });
export const Tags = Type.Array(Tag, { maxItems: mostTags });

const Words = Type.Optional(Type.Array(Tag, { maxItems: mostTags, uniqueItems: true }));

export const TagTerminals = Type.Object(
  {
    terminals: Type.Array(TerminalId, { minItems: 1, maxItems: mostTagged }),
    add: Words,
    remove: Words,
  },
  { additionalProperties: false },
);
export type TagTerminals = Static<typeof TagTerminals>;

export const Tagged = Type.Object({
  changed: Type.Array(TerminalId, { description: "those whose tags are not what they were" }),
});
