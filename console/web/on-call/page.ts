import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "on-call/:part?",
  load: () => import("./on-call.tsx"),
  needs: "see",
  navigation: { word: "onCallDesk.title", order: 60, more: true },
});
