import type { AssetCount, AssetEvent, AssetUnit } from "../../contract/index.ts";

/** The unit that was last seen in one place of a terminal. `broker/assets` says what it means. */
export interface AssetRow {
  readonly terminal: string;
  readonly device: string;
  readonly unit: AssetUnit;
  /** First seen there. */
  readonly since: number;
  /** The terminal names it no longer. */
  readonly goneAt?: number;
}

/** A day as `2026-12-31`. */
export interface WarrantyRow {
  readonly from?: string;
  readonly until: string;
  readonly note?: string;
  readonly by: string;
  readonly setAt: number;
}

export interface AssetFilter {
  readonly terminal?: string;
  readonly serial?: string;
  readonly deviceClass?: string;
  /** Only those that a terminal names now. */
  readonly present?: boolean;
  /** Only those whose serial number another present one has too. */
  readonly shared?: boolean;
  /** Each of them is in the terminal, the device, or what is known of the unit; whatever their case. */
  readonly words?: string;
  readonly limit?: number;
}

export interface AssetReaders {
  /** By terminal and device. */
  assets(filter: AssetFilter): AssetRow[];
  /** Newest first. */
  assetEvents(filter: { terminal?: string; serial?: string; limit?: number }): AssetEvent[];
  /** Devices named now, by class. */
  installed(): ReadonlyMap<string, number>;
  /** Devices named now, by make and firmware. Looks at every one of them: not for the broker's own thread. */
  assetCounts(filter: { readonly terminals?: readonly string[] | undefined }): AssetCount[];
  warranty(key: string): WarrantyRow | undefined;
}

export interface AssetWriters {
  saveAsset(row: AssetRow): void;
  /** Forgets a place of a terminal and what happened there. */
  dropAsset(terminal: string, device: string): void;
  /** Keeps the newest `most` of this place. */
  addAssetEvent(event: Omit<AssetEvent, "n">, most: number): void;
  /** `undefined` takes it away. */
  saveWarranty(key: string, row: WarrantyRow | undefined): void;
}
