import { definePage } from "../shell/page-spec.ts";

export default definePage({ path: "wall", load: () => import("./wall.tsx"), needs: "see", bare: true });
