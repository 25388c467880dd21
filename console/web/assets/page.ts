import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "modules/:kind?/:terminal?/:device?",
  load: () => import("./assets.tsx"),
  needs: "see",
  navigation: { word: "assetsPage.title", order: 65, more: true },
});
