import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "faults/:fault?",
  load: () => import("./faults.tsx"),
  needs: "see",
  navigation: { word: "app.faults", order: 20 },
});
