import { AppError, mayDo, type Permission } from "../../../contract/index.ts";
import { blotCardBytes } from "../../store/card-bytes.ts";
import { unknown } from "../../unknown.ts";
import { defineRoutes, hijacked } from "../route.ts";

const lastEventId = (header: string | string[] | undefined): string | undefined =>
  typeof header === "string" && header.length <= 80 ? header : undefined;

export default defineRoutes({
  health: async (_, { probe }) => {
    await probe();
    return { status: "ok" };
  },
  metrics: ({ reply }, { metrics }) => {
    void reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  },
  quarantine: ({ query: { limit = 100, terminal } }, { store }) => store.read.quarantine(limit, terminal),
  refused: ({ params: { number } }, { store }) => {
    const row = store.read.refused(number);
    if (!row) throw unknown("refused", number);
    // What was kept by an earlier version may hold it still (S7).
    return { ...row, payload: blotCardBytes(row.payload).toString("base64") };
  },
  events: ({ query, request, reply, actor, by, reach }, { stream, sessions }) => {
    if (stream.full)
      throw new AppError("unavailable", {
        en: "too many clients follow the live stream; try again later",
        "zh-CN": "实时数据流的连接过多，请稍后重试",
      });
    reply.hijack();
    const session = actor?.session;
    const filter = {
      ...query,
      who: by,
      holds: (permission: Permission) => actor !== undefined && mayDo(actor.role, permission),
      ...(reach ? { reach } : {}),
      ...(session ? { lasts: () => sessions.lasts(session) } : {}),
    };
    stream.add(reply.raw, filter, lastEventId(request.headers["last-event-id"]));
    return hijacked;
  },
});
