import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "reports",
  load: () => import("./reports.tsx"),
  needs: "see",
  navigation: { word: "reportDesk.title", order: 80, more: true },
});
