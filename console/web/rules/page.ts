import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "rules/:id?",
  load: () => import("./rules.tsx"),
  needs: "see",
  navigation: { word: "rulesDesk.title", order: 170, more: true },
});
