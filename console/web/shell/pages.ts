import { lazy } from "react";
import type { PageSpec } from "./page-spec.ts";

const found = import.meta.glob<PageSpec>("../*/page.ts", { eager: true, import: "default" });

export const pages = Object.values(found).map((page) => ({ ...page, Page: lazy(page.load) }));

export const navigation = pages
  .flatMap(({ path, needs, whole, navigation: place }) =>
    place ? [{ path: `/${path.split("/:")[0] ?? ""}`, needs, whole, ...place }] : [],
  )
  .sort((a, b) => a.order - b.order);
