import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "charges",
  load: () => import("./charges.tsx"),
  needs: "see",
  whole: true,
  navigation: { word: "chargeDesk.title", order: 84, more: true },
});
