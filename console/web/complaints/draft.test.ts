import { describe, expect, it } from "vitest";
import { complaintOf, emptyComplaint } from "./draft.ts";

const said = { ...emptyComplaint(undefined), from: " Ms Wang ", text: "nobody came" };

describe("a complaint as its form has it", () => {
  it("sends what was said, and leaves out what was not", () => {
    expect(complaintOf(said, "key-00000001")).toEqual({ from: "Ms Wang", text: "nobody came", key: "key-00000001" });
  });

  it("is of the ticket it was opened from; a moment is by the reader's clock", () => {
    const received = "2026-11-23T09:00";
    expect(complaintOf({ ...emptyComplaint(14), ...said, ticket: "14", received }, "key-00000001")).toMatchObject({
      ticket: 14,
      receivedAt: new Date(2026, 10, 23, 9).getTime(),
    });
  });
});
