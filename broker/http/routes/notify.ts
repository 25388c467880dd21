import { defineRoutes } from "../route.ts";

export default defineRoutes({
  notifications: ({ query }, { notify }) => notify.list({ limit: 100, ...query }),
  retryNotification: ({ params, by }, { notify }) => notify.retry(params.id, by),
  notifyChannels: (_, { notify }) => notify.channels(),
  testChannel: ({ params, body, by }, { notify }) => notify.test(params.id, body.to, by),
  hook: ({ params, body, raw, request }, { notify }) =>
    notify.hook(params.id, { raw: raw ?? Buffer.alloc(0), body, headers: request.headers }),
});
