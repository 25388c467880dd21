import type { TSchema } from "typebox";
import {
  type AnyRoute,
  ApiError,
  contractVersion,
  LiveEvent,
  mayDo,
  mediaTypes,
  namesInPath,
  pathParameters,
  type RouteName,
  roles,
  routeNames,
  routeOf,
} from "../index.ts";
import { type Json, type JsonObject, References } from "./references.ts";

const pathParameter = (name: keyof typeof pathParameters, refs: References): Json => ({
  name,
  in: "path",
  required: true,
  schema: refs.of(pathParameters[name]),
});

const queryParameters = (query: TSchema | undefined, refs: References): Json[] => {
  const { properties = {}, required = [] } = (query ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: refs.of(schema),
  }));
};

const textTypes: Partial<Record<RouteName, readonly string[]>> = {
  metrics: ["text/plain"],
  events: ["text/event-stream"],
  report: ["text/html", "text/csv", "application/json", "application/pdf"],
  ticketFile: mediaTypes,
  visitFile: mediaTypes,
};

const okContent = (name: RouteName, route: AnyRoute, refs: References): JsonObject => {
  const types = textTypes[name];
  if (types === undefined) return { "application/json": { schema: refs.of(route.response) } };
  // OpenAPI 3.1 has no words for a stream of events: the `data` of each is named in an extension.
  const data: JsonObject = name === "events" ? { "x-event-data": refs.of(LiveEvent) } : {};
  return Object.fromEntries(types.map((type) => [type, { schema: { type: "string" }, ...data }]));
};

const requestContent = (route: AnyRoute, refs: References): JsonObject => {
  if (route.upload)
    return Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
  return route.body ? { "application/json": { schema: refs.of(route.body) } } : {};
};

const errorAnswer = (description: string, refs: References): Json => ({
  description,
  content: { "application/json": { schema: refs.of(ApiError) } },
});

const permission = (needs: AnyRoute["needs"]): JsonObject => {
  if (needs === null) return { security: [] };
  if (needs === "signed") return { security: [], description: "Needs a signature over the body." };
  if (needs === "password") return { security: [], description: "Needs a password." };
  if (needs === "self") return { description: "For everybody who is known." };
  const holders = roles.filter((role) => mayDo(role, needs));
  return { description: `Needs the permission ${needs}, which have: ${holders.join(", ")}.` };
};

const operation = (name: RouteName, route: AnyRoute, refs: References): Json => {
  const parameters = [
    ...namesInPath(route.path).map((parameter) => pathParameter(parameter, refs)),
    ...queryParameters(route.query, refs),
  ];
  return {
    operationId: name,
    summary: route.summary,
    ...permission(route.needs),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body || route.upload ? { requestBody: { required: true, content: requestContent(route, refs) } } : {}),
    responses: {
      "200": { description: "OK", content: okContent(name, route, refs) },
      "4XX": errorAnswer("Refused; `code` and `issues` say why", refs),
      "5XX": errorAnswer("The broker failed or is not ready", refs),
    },
  };
};

/** The HTTP API as an OpenAPI 3.1 document, made from the route table. */
export const openApi = (): JsonObject => {
  const refs = new References();
  const paths: Record<string, JsonObject> = {};
  for (const name of routeNames) {
    const route = routeOf(name);
    const path = route.path.replaceAll(/:([a-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route, refs) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Roundsman HTTP API",
      version: `${contractVersion}.0.0`,
      description: "Made from contract/api.ts; do not edit.",
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: refs.definitions(),
    },
  };
};
