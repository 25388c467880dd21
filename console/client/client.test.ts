import { describe, expect, it } from "vitest";
import { type RouteName, routeNames, routeOf } from "../../contract/index.ts";
import { textRoutes } from "./client.ts";

describe("what the client takes for granted of the route table", () => {
  it.each(routeNames)("%s: what is read takes a query, what changes something a body", (name: RouteName) => {
    const { method, body, query, response, upload = false } = routeOf(name);
    expect(body !== undefined || upload).toBe(method === "POST" || method === "PUT");
    if (method !== "GET") expect(query !== undefined).toBe(upload);
    expect(textRoutes.has(name)).toBe((response as { type?: string }).type === "string");
  });
});
