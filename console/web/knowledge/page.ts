import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "knowledge/:code?",
  load: () => import("./knowledge.tsx"),
  needs: "see",
  navigation: { word: "knowledgeDesk.title", order: 70, more: true },
});
