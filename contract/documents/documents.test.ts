import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { channels, routeNames, routeOf } from "../index.ts";
import { brokenReferences, type JsonObject } from "./references.ts";
import { documents, textOf } from "./write.ts";

const make = (file: string): JsonObject => documents[file]?.() ?? {};
const object = (value: unknown): Record<string, Record<string, unknown>> => value as never;

describe("documents", () => {
  it.each(Object.keys(documents))("%s in docs/api is what the contract says now (else: npm run docs)", async (file) => {
    const kept = await readFile(new URL(`../../docs/api/${file}`, import.meta.url), "utf8");
    expect(kept).toBe(textOf(make(file)));
  });

  it.each(Object.keys(documents))("%s has no reference that leads nowhere", (file) => {
    expect(brokenReferences(make(file))).toEqual([]);
  });

  it("finds a broken reference (negative control)", () => {
    expect(brokenReferences({ a: { $ref: "#/b/c" }, b: {} })).toEqual(["#/b/c"]);
  });

  it("OpenAPI has every route with its parameters, answers and role", () => {
    const document = make("openapi.json");
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.values(object(document.paths)).flatMap((path) => Object.values(path)) as JsonObject[];
    expect(new Set(operations.map((operation) => operation.operationId))).toEqual(new Set(routeNames));
    for (const operation of operations) {
      const route = routeOf(operation.operationId as (typeof routeNames)[number]);
      expect(Object.keys(operation.responses as JsonObject)).toContain("200");
      expect(operation.security === undefined).toBe(![null, "signed", "password"].includes(route.needs));
    }
  });

  it("OpenAPI declares every path parameter that a path names", () => {
    for (const [path, item] of Object.entries(object(make("openapi.json").paths)))
      for (const operation of Object.values(item) as { parameters?: { name: string; in: string }[] }[]) {
        const declared = (operation.parameters ?? []).filter((p) => p.in === "path").map((p) => `{${p.name}}`);
        expect(path.match(/\{[a-z]+\}/g) ?? []).toEqual(declared);
      }
  });

  it("AsyncAPI 3 has what its specification requires", () => {
    const document = make("asyncapi.json");
    expect(document.asyncapi).toBe("3.0.0");
    const { title, version } = object(document)["info"] ?? {};
    expect([typeof title, typeof version]).toEqual(["string", "string"]);
    for (const server of Object.values(object(document.servers))) {
      expect(typeof server.host).toBe("string");
      expect(typeof server.protocol).toBe("string");
    }
    expect(Object.keys(object(document.channels)).sort()).toEqual(Object.keys(channels).sort());
    for (const [name, channel] of Object.entries(object(document.channels))) {
      expect(channel.address).toBe(`kiosk/v1/{terminal}/${name}`);
      expect(Object.keys(channel.messages as JsonObject)).toHaveLength(1);
      expect(Object.keys(channel.parameters as JsonObject)).toEqual(["terminal"]);
    }
    for (const operation of Object.values(object(document.operations))) {
      expect(["send", "receive"]).toContain(operation.action);
      expect(operation.channel).toHaveProperty("$ref");
    }
  });

  it("writes tuples in JSON Schema 2020-12 words", () => {
    expect(textOf(make("asyncapi.json"))).toContain('"prefixItems"');
    expect(textOf(make("asyncapi.json"))).not.toContain('"additionalItems"');
  });
});
