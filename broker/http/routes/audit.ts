import { defineRoutes } from "../route.ts";

export default defineRoutes({
  audit: ({ query }, { auditLog }) => auditLog.find(query),
  auditChain: (_, { auditLog }) => auditLog.check(),
});
