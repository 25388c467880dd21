import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "assets/:kind?/:terminal?/:device?",
  load: () => import("./assets.tsx"),
  needs: "see",
  navigation: { word: "assetsPage.title", order: 65, more: true },
});
