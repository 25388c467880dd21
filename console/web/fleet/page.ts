import { definePage } from "../shell/pages.ts";

export default definePage({
  path: "",
  load: () => import("./fleet.tsx"),
  needs: "see",
  navigation: { word: "app.fleet", order: 10 },
});
