import type { DeviceCode } from "../api.ts";
import { hindrances } from "./commands.ts";
import { testEvents } from "./self-test.ts";
import { mainsEvents } from "./session.ts";
import { signs } from "./status.ts";

/** Every sign of the sheet. b3 (type of the UPS) and b0 (beeper) say nothing of its health. */
export const codes: readonly DeviceCode[] = [
  ...Object.values(signs),
  ...Object.values(mainsEvents).map(({ code, text }) => ({ code: "Q1 b7", text, event: code })),
  ...Object.values(testEvents).map(({ code, text }) => ({ code: "Q1 b2", text, event: code })),
  ...hindrances.map(([, refusal, text]) => ({ code: "Q1", text, refusal })),
  { code: "echo", text: "the unit sends the command back: not known to it", refusal: "refused" },
  { code: "(NAK", text: "refused", refusal: "refused" },
  { code: "silence", text: "the order was sent and the status shows nothing of it", refusal: "notSeen" },
  { code: "Q1 b2+b6", text: "the battery did not carry the load", refusal: "testFailed" },
  { code: "Q1 b2", text: "the test says nothing of the battery", refusal: "testInconclusive" },
  { code: "Q1 b2", text: "the test does not end", refusal: "testEndless" },
];
