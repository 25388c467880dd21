import { definePage } from "../shell/page-spec.ts";

export default definePage({
  path: "tickets",
  load: () => import("./tickets.tsx"),
  needs: "see",
  navigation: { word: "ticketDesk.title", order: 30 },
});
