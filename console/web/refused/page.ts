import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "refused",
  load: () => import("./refused.tsx"),
  needs: "configure",
  whole: true,
  navigation: { word: "refusedDesk.title", order: 195, more: true },
});
