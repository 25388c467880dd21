import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "",
  load: () => import("./fleet.tsx"),
  needs: "see",
  navigation: { word: "app.fleet", order: 10 },
});
