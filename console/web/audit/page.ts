import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "audit",
  load: () => import("./audit.tsx"),
  needs: "audit",
  navigation: { word: "auditDesk.title", order: 180, more: true },
});
