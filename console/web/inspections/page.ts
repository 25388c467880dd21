import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "inspections/:kind?/:id?",
  load: () => import("./inspections.tsx"),
  needs: "see",
  navigation: { word: "inspectionDesk.title", order: 50, more: true },
});
