import { useSearch } from "./use-search.ts";

/** A dialog that the address opens (`?new=ticket`): whatever leads to the page can open it, too. */
export const useAsked = (what: "ticket" | "complaint") => {
  const [search, set] = useSearch<"new">();
  return { asked: search.get("new") === what, ask: () => set("new", what), done: () => set("new", "") };
};
