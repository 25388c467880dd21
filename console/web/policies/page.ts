import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "policies",
  load: () => import("./policies.tsx"),
  needs: "see",
});
