import { definePage } from "../shell/page-spec.ts";

export default definePage({ path: "tickets/:number", load: () => import("./ticket.tsx"), needs: "see" });
