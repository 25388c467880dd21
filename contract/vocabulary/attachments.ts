/** What a file can be kept with. */
export const ownerKinds = ["ticket", "visit", "round"] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** How a kind of file is known: what it may be called, the bytes it begins with (hex), or that it is text. */
export interface MediaRule {
  readonly extensions: readonly [string, ...string[]];
  readonly begins?: readonly string[];
  readonly text?: "plain" | "json";
}

/** Files that may be kept. Nothing that a browser would run: no HTML, no SVG. */
export const mediaRules = {
  "image/png": { extensions: ["png"], begins: ["89504e470d0a1a0a"] },
  "image/jpeg": { extensions: ["jpg", "jpeg"], begins: ["ffd8ff"] },
  "application/pdf": { extensions: ["pdf"], begins: ["255044462d"] },
  "application/zip": { extensions: ["zip"], begins: ["504b0304", "504b0506"] },
  "application/gzip": { extensions: ["gz", "tgz"], begins: ["1f8b08"] },
  "application/json": { extensions: ["json"], text: "json" },
  "text/plain": { extensions: ["txt", "log", "csv", "md", "ndjson", "yaml"], text: "plain" },
} as const satisfies Readonly<Record<string, MediaRule>>;
export type MediaType = keyof typeof mediaRules;
export const mediaTypes = Object.keys(mediaRules) as readonly MediaType[];

/** Kind of file by its name's end; nothing for one that may not be kept. */
export const mediaTypeOf = (name: string): MediaType | undefined => {
  const end = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return mediaTypes.find((type) => (mediaRules[type].extensions as readonly string[]).includes(end));
};
