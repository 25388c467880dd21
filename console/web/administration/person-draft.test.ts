import { describe, expect, it } from "vitest";
import type { Person } from "../../../contract/index.ts";
import { draftOf, personOf } from "./person-draft.ts";

describe("a person in the form", () => {
  const max: Person = {
    id: "max",
    name: "Max",
    role: "technician",
    scope: { sites: ["Central, north", "Harbour"] },
    skills: ["site", "cash"],
    phone: "+49 30 1234",
    zone: "Europe/Berlin",
    disabled: true,
  };
  it("comes out as they went in", () => {
    expect(personOf(draftOf(max))).toEqual(max);
    expect(personOf(draftOf({ id: "eva", name: "Eva", role: "engineer" }))).toEqual({
      id: "eva",
      name: "Eva",
      role: "engineer",
    });
  });
  it("a scope whose lines are empty is the whole fleet; a line twice is one", () => {
    expect(personOf({ ...draftOf(max), sites: " \n\n" }).scope).toBeUndefined();
    expect(personOf({ ...draftOf(max), sites: "A\n A \nB", customers: "C" }).scope).toEqual({
      customers: ["C"],
      sites: ["A", "B"],
    });
  });
});
