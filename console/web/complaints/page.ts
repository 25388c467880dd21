import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "complaints/:number?",
  load: () => import("./complaints.tsx"),
  needs: "ticket",
  navigation: { word: "complaintDesk.title", order: 34, more: true },
});
