import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "satisfaction",
  load: () => import("./satisfaction.tsx"),
  needs: "see",
  whole: true,
  navigation: { word: "satisfactionDesk.title", order: 82, more: true },
});
