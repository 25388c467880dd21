import type { AssetCount } from "../../../contract/index.ts";

type Class = AssetCount["deviceClass"];
/** One model in the field, with the versions of its firmware. */
export interface Make {
  readonly deviceClass: Class;
  /** Maker and model; empty if no device told any. */
  readonly name: string;
  readonly count: number;
  /** The most first; without a version: they told none. */
  readonly versions: readonly { readonly version?: string; readonly count: number }[];
}

const nameOf = ({ manufacturer, model }: AssetCount): string => [manufacturer, model].filter(Boolean).join(" ");

/** Counts of the field by model: those with several versions first, for it is these that an upgrade is about. */
export const makesOf = (counts: readonly AssetCount[], deviceClass: string): Make[] => {
  const found = new Map<string, AssetCount[]>();
  for (const one of counts) {
    if (deviceClass !== "" && one.deviceClass !== deviceClass) continue;
    const key = `${one.deviceClass}\n${nameOf(one)}`;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()]
    .map((same): Make => {
      const versions = same
        .map(({ firmware, count }) => ({ ...(firmware === undefined ? {} : { version: firmware }), count }))
        .sort((a, b) => b.count - a.count);
      const [first] = same as [AssetCount, ...AssetCount[]];
      const count = same.reduce((sum, one) => sum + one.count, 0);
      return { deviceClass: first.deviceClass, name: nameOf(first), count, versions };
    })
    .sort((a, b) => b.versions.length - a.versions.length || b.count - a.count || (a.name < b.name ? -1 : 1));
};
