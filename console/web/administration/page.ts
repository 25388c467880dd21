import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "administration/:part?",
  load: () => import("./administration.tsx"),
  needs: "administer",
  navigation: { word: "administration.title", order: 190, more: true },
});
