import type { SavedView, Site } from "../../contract/index.ts";

/** A view of the fleet that somebody saved; `owner` as the audit log writes it. */
export interface SavedViewRow extends SavedView {
  readonly number: number;
  readonly owner: string;
}

export interface SiteReaders {
  /** By name. */
  sites(): Site[];
  site(name: string): Site | undefined;
  /** Those of one owner, and those shared by others, in the order in which they were saved. */
  savedViews(owner: string): SavedViewRow[];
  savedView(number: number): SavedViewRow | undefined;
}

export interface SiteWriters {
  saveSite(site: Site): void;
  dropSite(name: string): void;
  /** Gives the next number to one that has none (`number: 0`) and returns it. */
  saveView(row: SavedViewRow): SavedViewRow;
  dropView(number: number): void;
}
