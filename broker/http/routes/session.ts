import { AppError, permissionsOf, type SessionView } from "../../../contract/index.ts";
import type { Actor } from "../auth.ts";
import { defineRoutes, type RouteDeps } from "../route.ts";

const unknown = (): AppError => new AppError("unauthorised", { en: "sign in first", "zh-CN": "请先登录" });

const viewOf = (
  { name, role, scope, session }: Actor,
  { sessions, people }: Pick<RouteDeps, "sessions" | "people">,
): SessionView => {
  const person = session && people.one(name);
  return {
    name,
    role,
    permissions: [...permissionsOf[role]],
    ...(scope ? { scope } : {}),
    ...(person ? { person } : {}),
    ...(session ? { endsAt: sessions.endsAt(session), idleMs: sessions.limits.idleMs } : {}),
  };
};

const actorOf = (id: string, { sessions }: Pick<RouteDeps, "sessions">): Actor => {
  const found = sessions.find(id);
  if (!found) throw unknown();
  const { person, session } = found;
  const { id: name, role, scope } = person;
  return { name, role, by: `user:${name}`, session, ...(scope ? { scope } : {}) };
};

export default defineRoutes({
  session: ({ actor }, deps) => {
    if (!actor) throw unknown();
    return viewOf(actor, deps);
  },
  signIn: async ({ body, request, reply }, deps) => {
    const id = await deps.signIn.begin(body, request.ip, deps.cookies.read(request));
    deps.cookies.set(reply, id);
    return viewOf(actorOf(id, deps), deps);
  },
  signOut: async ({ actor, by, reply }, { sessions, cookies }) => {
    cookies.clear(reply);
    if (!actor?.session) return { ended: false };
    await sessions.end(actor.session, by);
    return { ended: true };
  },
  changePassword: async ({ actor, body, by, request, reply }, deps) => {
    if (!actor?.session)
      throw new AppError("refused", { en: "a token has no password: sign in", "zh-CN": "令牌没有密码，请登录" });
    await deps.signIn.confirm(actor.name, body.current, request.ip);
    await deps.people.setPassword(actor.name, body.password, by);
    const id = await deps.sessions.begin(actor.name, by);
    deps.cookies.set(reply, id);
    return viewOf(actorOf(id, deps), deps);
  },
});
