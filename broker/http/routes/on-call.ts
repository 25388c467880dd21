import { AppError, mayDo, ticketQueues } from "../../../contract/index.ts";
import type { Actor } from "../auth.ts";
import { defineRoutes, hijacked } from "../route.ts";

const ownOf = (by: string): string => by.replace(/^user:/, "");
const plans = (actor: Actor | undefined): boolean => actor !== undefined && mayDo(actor.role, "dispatch");

/** What is one's own everybody may do; for others it takes the permission to plan. Answers whose it is. Throws `forbidden`. */
const ownOr = (person: string | undefined, by: string, actor: Actor | undefined): string => {
  const own = ownOf(by);
  if (person === undefined || person === own || plans(actor)) return person ?? own;
  throw new AppError("forbidden", {
    en: `this is ${person}'s: only they themselves, or whoever plans, may do it`,
    "zh-CN": `这是 ${person} 的：只有本人或排班人员可以操作`,
  });
};

export default defineRoutes({
  onCall: ({ query }, { onCall }) => onCall.view(query.days),
  onCallPlan: (_, { onCall }) => onCall.plan(),
  setOnCallPlan: ({ body, by }, { onCall, store }) => store.write((tx) => onCall.setPlan(tx, body, by)),
  onCallDuties: ({ query }, { onCall }) => onCall.duties(query),
  onCallChanges: ({ query }, { onCall }) => onCall.changes(query),
  overrideOnCall: ({ body, by }, { onCall, store }) => store.write((tx) => onCall.override(tx, body, by)),
  swapOnCall: ({ body, by }, { onCall, store }) => store.write((tx) => onCall.swap(tx, body, by)),
  cancelOnCallChange: ({ params, body, by }, { onCall, store }) =>
    store.write((tx) => onCall.cancel(tx, params.number, body.why, by)),
  testOnCall: ({ query }, { onCall }) =>
    (query.queue === undefined ? ticketQueues : [query.queue]).map((queue) => onCall.test(queue)),
  onCallLog: ({ query }, { onCall }) => onCall.log(query),
  logOnCallCall: ({ body, by, actor }, { onCall, store }) => {
    const person = ownOr(body.person, by, actor);
    return store.write((tx) => onCall.logCall(tx, { ...body, person }, by));
  },
  onCallFeeds: ({ by, actor }, { feeds }) => feeds.list().filter(({ person }) => plans(actor) || person === ownOf(by)),
  makeOnCallFeed: ({ body, by, actor }, { feeds, store }) => {
    const person = ownOr(body.person, by, actor);
    return store.write((tx) => feeds.make(tx, person, by));
  },
  revokeOnCallFeed: ({ body, by, actor }, { feeds, store }) => {
    const person = ownOr(body.person, by, actor);
    return store.write((tx) => feeds.revoke(tx, person, by));
  },
  calendar: async ({ params, request, reply }, { feeds }): Promise<typeof hijacked> => {
    const { text, etag } = await feeds.calendar(params.token.replace(/\.ics$/, ""));
    const known = (request.headers["if-none-match"] ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
    // The address is a secret: no cache but the calendar's own may keep what it answers.
    reply.header("etag", etag).header("cache-control", "private, no-cache").header("referrer-policy", "no-referrer");
    if (known.includes(etag)) await reply.code(304).send();
    else await reply.type("text/calendar; charset=utf-8").send(text);
    return hijacked;
  },
});
