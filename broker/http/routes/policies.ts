import { defineRoutes } from "../route.ts";

export default defineRoutes({
  policies: (_, { policies }) => policies.view(),
  checkPolicy: ({ body }, { policies }) => policies.check(body.name, body.text),
});
