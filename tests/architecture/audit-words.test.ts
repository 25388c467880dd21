import { describe, expect, it } from "vitest";
import { actionText } from "../../console/i18n/actions.ts";
import { commandStates, complaintActions, stockMoveKinds, TicketEvent, visitChanges } from "../../contract/index.ts";
import { readSources } from "./sources.ts";

/** The arguments of a call, from the bracket at `start` on. */
const argumentsAt = (text: string, start: number): string => {
  let depth = 0;
  for (let n = start; n < text.length; n++) {
    if (text[n] === "(") depth++;
    if (text[n] === ")" && --depth === 0) return text.slice(start, n);
  }
  return "";
};

/** Where an action is written down: in a call that audits, or in what is called `action`. */
const places = (text: string): string[] => [
  ...[...text.matchAll(/(?:addAudit|#audit|audited)\(/g)].map((found) =>
    argumentsAt(text, found.index + found[0].length - 1),
  ),
  ...[...text.matchAll(/\baction(?::| =)([^;\n]*)/g)].map(([, value = ""]) => value),
];

const sources = (await readSources()).filter(({ path }) => path.startsWith("broker/") && !path.includes(".test."));
const written = sources.flatMap(({ text }) => places(text));
const literal = written.flatMap((text) =>
  [...text.matchAll(/"([a-z]\w*\.[a-z]\w*)"/g)].map(([, action = ""]) => action),
);
const templates = written.flatMap((text) => [...text.matchAll(/`(\w+)\.\$\{/g)].map(([, kind = ""]) => kind));

/** What stands behind the dot where the source fills it in. */
const ends: Readonly<Record<string, readonly string[]>> = {
  command: commandStates.filter((state) => !["awaitingApproval", "queued", "sent", "delivered"].includes(state)),
  complaint: ["new", "escalate", ...complaintActions],
  diagnosis: ["concluded", "abandoned"],
  fault: ["opened", "repeated", "hidden", "shown", "closed", "began", "ended"],
  maintenance: ["began", "ended"],
  onCall: ["override", "swap"],
  presence: ["began", "ended"],
  stock: stockMoveKinds,
  ticket: TicketEvent.properties.kind.enum,
  visit: visitChanges.map((change) => (change === "planned" ? "plan" : change)),
};

describe("the audit log in words", () => {
  it("finds what is written", () => {
    expect(new Set(literal).size).toBeGreaterThan(40);
    expect(templates.filter((kind) => !ends[kind])).toEqual([]);
  });

  it("every action has words in both languages", () => {
    const filled = Object.entries(ends).flatMap(([kind, all]) => all.map((end) => `${kind}.${end}`));
    const without = [...new Set([...literal, ...filled])].filter(
      (action) => actionText(action, "en") === "" || !/\p{Script=Han}/u.test(actionText(action, "zh-CN")),
    );
    expect(without).toEqual([]);
  });
});
