import { unknown } from "../../unknown.ts";
import { defineRoutes } from "../route.ts";

export default defineRoutes({
  people: ({ actor }, { people }) => people.list(actor?.scope),
  setPerson: ({ body, by }, { people, store }) => store.write((tx) => people.save(tx, body, by)),
  setPassword: async ({ params, body, by }, { people }) => {
    await people.setPassword(params.id, body.password, by);
    const person = people.list().find(({ id }) => id === params.id);
    if (!person) throw unknown("person", params.id);
    return person;
  },
});
