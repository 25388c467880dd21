import type { TSchema } from "typebox";
import { namedSchemas } from "./named.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

const plain = (schema: TSchema): JsonObject => JSON.parse(JSON.stringify(schema)) as JsonObject;
const textOf = (schema: TSchema): string => JSON.stringify(schema);

/** Schemas are equal when they say the same: `Type.Optional` copies, so identity does not tell. */
const nameByText = new Map(Object.entries(namedSchemas).map(([name, schema]) => [textOf(schema), name]));

/** A tuple in the words of JSON Schema 2020-12, which OpenAPI 3.1 and AsyncAPI 3 read: `prefixItems` instead of a list under `items`. */
const tuple = (node: JsonObject): JsonObject => {
  if (!Array.isArray(node.items)) return node;
  const { items, additionalItems, ...rest } = node;
  return { ...rest, prefixItems: items, items: additionalItems ?? true };
};

const walk = (node: Json, root: boolean, used: Set<string>): Json => {
  if (Array.isArray(node)) return node.map((entry) => walk(entry, false, used));
  if (node === null || typeof node !== "object") return node;
  const name = root ? undefined : nameByText.get(JSON.stringify(node));
  if (name !== undefined) {
    used.add(name);
    return { $ref: `#/components/schemas/${name}` };
  }
  const inside = Object.entries(node).map(([key, value]): [string, Json] => [key, walk(value, false, used)]);
  return tuple(Object.fromEntries(inside));
};

/** Collects the named schemas that are used, so that a document holds these and no others. */
export class References {
  readonly #used = new Set<string>();

  /** The schema with every named part replaced by a reference. */
  of(schema: TSchema): Json {
    return walk(plain(schema), false, this.#used);
  }

  /** The definitions of everything referred to so far, and of what those refer to, by name. */
  definitions(): JsonObject {
    const done = new Map<string, Json>();
    for (const name of this.#used) {
      // A Set visits what is added while it is walked: names found inside a definition are defined too.
      const schema = namedSchemas[name];
      if (schema) done.set(name, walk(plain(schema), true, this.#used));
    }
    return Object.fromEntries([...done].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** Every `$ref` in a document that leads nowhere. */
export const brokenReferences = (document: Json): string[] => {
  const resolve = (pointer: string): Json | undefined =>
    pointer
      .slice(2)
      .split("/")
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<Json | undefined>(
        (node, key) => (node !== null && typeof node === "object" && !Array.isArray(node) ? node[key] : undefined),
        document,
      );
  const found: string[] = [];
  const look = (node: Json): void => {
    if (node === null || typeof node !== "object") return;
    const ref = Array.isArray(node) ? undefined : node.$ref;
    if (typeof ref === "string" && (!ref.startsWith("#/") || resolve(ref) === undefined)) found.push(ref);
    for (const value of Object.values(node)) look(value);
  };
  look(document);
  return found;
};
