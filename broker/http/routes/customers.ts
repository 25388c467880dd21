import { defineRoutes } from "../route.ts";

export default defineRoutes({
  scores: ({ params }, { customers }) => customers.satisfaction.of(params.number),
  scoreTicket: ({ params, body, by }, { customers }) => customers.satisfaction.score(params.number, body, by),
  satisfaction: ({ query }, { customers }) => customers.satisfaction.over(customers.range(query)),
  complaints: ({ query: { all, ...filter } }, { customers }) =>
    customers.complaints.list({ ...filter, ...(all ? {} : { open: true }) }),
  complaint: ({ params }, { customers }) => customers.complaints.one(params.number),
  newComplaint: ({ body, by }, { customers }) => customers.complaints.open(body, by),
  complaintAction: ({ params, body, by }, { customers }) => customers.complaints.act(params.number, body, by),
  charges: ({ query }, { customers }) => customers.charges.over(query, customers.range(query)),
  checkFees: ({ body }, { customers }) => customers.charges.check(body.name, body.text),
});
