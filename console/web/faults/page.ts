import { definePage } from "../shell/pages.ts";

export default definePage({
  path: "faults/:fault?",
  load: () => import("./faults.tsx"),
  needs: "see",
  navigation: { word: "app.faults", order: 20 },
});
