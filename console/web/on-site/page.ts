import { definePage } from "../shell/page-spec.ts";

export default definePage({ path: "my-day/:number", load: () => import("./on-site.tsx"), needs: "see" });
