import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "my-day",
  load: () => import("./my-day.tsx"),
  needs: "visit",
  navigation: { word: "phone.title", order: 33, more: true },
});
