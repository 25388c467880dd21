import { definePage } from "../shell/pages.ts";

export default definePage({ path: "tickets/:number", load: () => import("./ticket.tsx"), needs: "see" });
