import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "diagnose/:terminal/:device",
  load: () => import("./diagnose.tsx"),
  needs: "see",
});
