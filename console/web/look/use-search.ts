import { useSearchParams } from "react-router";

/** Filters of a page live in its address: it can be kept, sent and gone back to. An empty value takes the word out. */
export const useSearch = <Name extends string>(): readonly [
  search: URLSearchParams,
  set: (name: Name, value: string) => void,
] => {
  const [search, setSearch] = useSearchParams();
  const set = (name: Name, value: string): void =>
    setSearch(
      (before) => {
        if (value === "") before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  return [search, set];
};
