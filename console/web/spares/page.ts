import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "spares/:kind?/:id?",
  load: () => import("./spares.tsx"),
  needs: "stock",
  navigation: { word: "spares.title", order: 60, more: true },
});
