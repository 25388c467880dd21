import { narrowed } from "../../reports/narrow.ts";
import { defineRoutes, hijacked } from "../route.ts";

export default defineRoutes({
  reports: (_, { reports }) => reports.list().map(({ id, title, summary, usual }) => ({ id, title, summary, usual })),
  report: async ({ params: { id }, query, reply, actor, reach }, deps): Promise<typeof hijacked> => {
    const { reports, store, levels, clock } = deps;
    const wish =
      actor?.scope && reach
        ? narrowed(query, actor.scope, {
            contracts: levels.contracts,
            now: clock.now(),
            place: (terminal) => store.read.terminal(terminal),
            sites: reach.sites(),
          })
        : query;
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const { content, contentType, name } = await reports.file(id, wish, gone.signal);
    await reply
      .type(contentType)
      .header("content-disposition", `inline; filename="${name}"`)
      // A page of numbers about a customer: not kept by others, and nothing in it may run.
      .header("cache-control", "private, no-store")
      .header("x-content-type-options", "nosniff")
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .send(content);
    return hijacked;
  },
});
