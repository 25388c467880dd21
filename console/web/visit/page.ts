import { definePage } from "../shell/page-spec.ts";

export default definePage({ path: "visits/:number", load: () => import("./visit.tsx"), needs: "see" });
