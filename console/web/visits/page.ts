import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "visits",
  load: () => import("./visits.tsx"),
  needs: "see",
  navigation: { word: "visitDesk.title", order: 32 },
});
