import { definePage } from "../shell/page-spec.ts";

export default definePage({ path: "terminals/:terminal", load: () => import("./terminal.tsx"), needs: "see" });
