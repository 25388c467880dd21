import { useSearchParams } from "react-router";
import type { FleetLayout, SavedViewView } from "../../../contract/index.ts";

/** What of the fleet is looked at, and how: it stands in the address, so that it can be sent to somebody. */
export interface FleetPlace {
  readonly query: string;
  readonly layout: FleetLayout;
  /** The saved view it began with; what was changed since stands beside its number in the address. */
  readonly saved?: SavedViewView;
  readonly changed: boolean;
  /** The address names a view: of which it is not known yet what it shows, or that is not there any more. */
  readonly without?: "waiting" | "gone";
  readonly setQuery: (query: string) => void;
  readonly setLayout: (layout: FleetLayout) => void;
}

const layoutOf = (text: string | null): FleetLayout | undefined =>
  text === "map" || text === "matrix" ? text : undefined;

/** The address of a query in the matrix. */
export const addressOf = (query: string): string => (query === "" ? "/" : `/?q=${encodeURIComponent(query)}`);

/** The address of a saved view as it was saved. */
export const addressOfView = (number: number): string => `/?saved=${number}`;

/** `views`: those that may be looked at, once they are known. */
export const useFleetPlace = (views: readonly SavedViewView[] | undefined): FleetPlace => {
  const [search, setSearch] = useSearchParams();
  const number = search.get("saved");
  const saved = views?.find((view) => String(view.number) === number);
  const without = views ? "gone" : "waiting";
  const query = search.get("q") ?? saved?.query ?? "";
  const layout = layoutOf(search.get("view")) ?? saved?.layout ?? "matrix";
  const go = (next: { readonly query: string; readonly layout: FleetLayout }, replace: boolean): void => {
    const [usualQuery, usualLayout] = [saved?.query ?? "", saved?.layout ?? "matrix"];
    const parts: Record<string, string> = {
      ...(saved ? { saved: String(saved.number) } : {}),
      ...(next.query === usualQuery ? {} : { q: next.query }),
      ...(next.layout === usualLayout ? {} : { view: next.layout }),
    };
    setSearch(parts, { replace });
  };
  return {
    query,
    layout,
    ...(saved ? { saved } : number === null ? {} : { without }),
    changed: saved !== undefined && (saved.query !== query || saved.layout !== layout),
    setQuery: (next) => go({ query: next, layout }, true),
    setLayout: (next) => go({ query, layout: next }, false),
  };
};
