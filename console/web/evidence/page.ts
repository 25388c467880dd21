import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "tickets/:number/evidence/:id",
  load: () => import("./evidence.tsx"),
  needs: "see",
});
