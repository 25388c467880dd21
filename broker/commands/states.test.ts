import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CommandOutcome, CommandState, CommandView } from "../../contract/index.ts";
import { checkArgs, tameSchema } from "./args.ts";
import { endOf, isFinal, retryAfterMs, stepOf } from "./states.ts";

const view = (state: CommandState, more: Partial<CommandView> = {}): CommandView => ({
  id: "12345678",
  terminal: "t",
  device: "d",
  command: "reset",
  args: {},
  by: "user:x",
  reason: "",
  state,
  createdAt: 0,
  notAfter: 1000,
  tries: 1,
  ...more,
});
const outcome = (status: CommandOutcome["status"], retryable = false): CommandOutcome => ({
  id: "12345678",
  command: "reset",
  status,
  retryable,
});
const open: CommandState[] = ["queued", "sent", "delivered"];
const waits: CommandState = "awaitingApproval";
const ended: CommandState[] = ["succeeded", "failed", "refused", "expired", "unknown"];

describe("states of a command", () => {
  test("delivered is said only when the terminal said accepted", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...open),
        fc.constantFrom("accepted", "refused", "succeeded", "failed"),
        (state, status) => {
          const step = stepOf(view(state), outcome(status as CommandOutcome["status"]), 10);
          if (step.kind === "late") return false;
          return (step.view.state === "delivered") === (status === "accepted");
        },
      ),
    );
  });

  test("an ended command never changes again", () => {
    for (const state of ended)
      for (const status of ["accepted", "refused", "succeeded", "failed", "expired", "unknown"] as const)
        expect(stepOf(view(state), outcome(status, true), 10)).toEqual({ kind: "late" });
  });

  test("a passing refusal goes back to the queue while there is time, any other ends it", () => {
    expect(stepOf(view("sent"), outcome("refused", true), 999)).toMatchObject({
      kind: "again",
      view: { state: "queued" },
    });
    expect(stepOf(view("sent"), outcome("refused", true), 1000)).toMatchObject({ view: { state: "refused" } });
    expect(stepOf(view("sent"), outcome("refused", false), 10)).toMatchObject({ view: { state: "refused" } });
  });

  test("R16: what never left is expired, what left and was not heard of is unknown: nobody guesses", () => {
    expect(endOf(view("queued"), 5000)).toEqual({ at: 1000, state: "expired" });
    expect(endOf(view("sent"), 5000).state).toBe("unknown");
    expect(endOf(view("delivered"), 5000).state).toBe("unknown");
    expect(endOf(view("delivered"), 5000).at).toBeGreaterThan(endOf(view("sent"), 5000).at);
  });

  test("every state is either open or ended", () => {
    for (const state of [waits, ...open, ...ended]) expect(isFinal(state)).toBe(ended.includes(state));
  });

  test("the back-off grows, is capped and spread", () => {
    expect([1, 2, 3, 4, 5, 50].map((n) => retryAfterMs(n, 0))).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(retryAfterMs(50, 0.999)).toBeLessThan(75_000);
  });
});

describe("arguments of a command", () => {
  const schema = {
    type: "object",
    additionalProperties: false,
    required: ["percent"],
    properties: { percent: { type: "integer", minimum: 0, maximum: 100 } },
  };
  const messageFor = (args: Record<string, unknown>): string => {
    try {
      checkArgs("setBacklight", schema, args);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("right ones pass, wrong ones are all named", () => {
    expect(messageFor({ percent: 50 })).toBe("");
    expect(messageFor({ percent: 101, colour: 1 })).toBe(
      "arguments of setBacklight: /colour is not a known argument; /percent must be <= 100",
    );
    expect(messageFor({})).toContain("percent");
  });

  test("a hostile schema can neither hang nor reach out", () => {
    const hostile = {
      type: "string",
      pattern: "^(a+)+$",
      $ref: "http://example.org",
      properties: { a: { pattern: "(a|a)*b" } },
    };
    expect(JSON.stringify(tameSchema(hostile))).not.toMatch(/pattern|\$ref/);
    let deep: Record<string, unknown> = {};
    for (let i = 0; i < 1000; i++) deep = { not: deep };
    expect(JSON.stringify(tameSchema(deep)).length).toBeLessThan(200);
    for (const odd of [null, 3, "x", [], undefined]) expect(() => checkArgs("x", odd, {})).not.toThrow();
  });
});
