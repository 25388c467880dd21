import { definePage } from "../shell/pages.ts";

export default definePage({ path: "terminals/:terminal", load: () => import("./terminal.tsx"), needs: "see" });
