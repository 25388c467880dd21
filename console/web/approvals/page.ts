import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "approvals",
  load: () => import("./approvals.tsx"),
  needs: "money",
  navigation: { word: "approvals.title", order: 115, more: true },
});
