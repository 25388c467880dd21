import type { DeviceHealth } from "../../../contract/index.ts";
import { componentOf, type Judgement, recover, stateOf } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

/** CCNET §11, verdict of the self-test: after RESET the unit initialises and is ready within 40 s with no 4x state in that time. */
const readyAgain =
  (component: string) =>
  (health: DeviceHealth): Judgement => {
    const state = stateOf(health, component);
    if (state === "unknown") return "unknown";
    if (state !== "ok") return "bad";
    return stateOf(health, "acceptor") === "starting" ? "wait" : "good";
  };

/** A note on its way and no jam: RESET could stack or return it (§11: never from 15, 17, 18, 1A, 80). In the jam state itself RESET is allowed. */
const noteMoving =
  (component: string) =>
  (health: DeviceHealth): boolean =>
    health.money === "inTransit" && stateOf(health, component) === "ok";

export default defineRunbook({
  id: "cash-acceptor-jam",
  title: { en: "Clear a jam of the cash acceptor by one reset", "zh-CN": "复位一次以排除验钞器卡钞" },
  handles: ["cashAcceptor.transport.jammed", "cashAcceptor.stacker.jammed"],
  deviceClass: "cashAcceptor",
  disturbs: "device",
  *steps(facts) {
    const component = componentOf(facts) ?? "transport";
    return yield* recover(facts, {
      by: readyAgain(component),
      busy: noteMoving(component),
      attempts: [
        {
          command: "reset",
          did: { en: "one reset of the acceptor", "zh-CN": "验钞器复位一次" },
          settleMs: 5_000,
          lookMs: 45_000,
        },
      ],
      confirmed: {
        en: "The jam came back or never went: the note has to be taken out by hand.",
        "zh-CN": "卡钞仍未排除，须人工取出纸币。",
      },
      advice: [
        {
          en: "Expect a disputed note: compare the last sale with the books before it goes into the box.",
          "zh-CN": "可能有争议钞：放入钞箱前先核对最后一笔交易。",
        },
      ],
    });
  },
});
