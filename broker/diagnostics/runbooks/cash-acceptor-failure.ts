import { byComponent, componentOf, type Judgement, recover, stateOf } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

const started = byComponent("acceptor", "enabled", "disabled", "paused");

export default defineRunbook({
  id: "cash-acceptor-failure",
  title: { en: "Try one reset after a failure of the cash acceptor", "zh-CN": "验钞器故障后复位一次" },
  handles: [
    "cashAcceptor.banknoteReader.inoperable",
    "cashAcceptor.transport.inoperative",
    "cashAcceptor.stacker.inoperative",
    "cashAcceptor.cashBox.inoperative",
    "cashAcceptor.acceptor.starting",
  ],
  deviceClass: "cashAcceptor",
  disturbs: "device",
  *steps(facts) {
    const component = componentOf(facts) ?? "transport";
    const ofPart = byComponent(component, "ok");
    return yield* recover(facts, {
      by: (health): Judgement => {
        if (component === "acceptor") return started(health);
        const part = ofPart(health);
        return part === "good" && stateOf(health, "acceptor") === "starting" ? "wait" : part;
      },
      busy: (health) => health.money === "inTransit" && ofPart(health) === "good",
      attempts: [
        {
          command: "reset",
          did: { en: "one reset of the acceptor", "zh-CN": "验钞器复位一次" },
          settleMs: 5_000,
          lookMs: 45_000,
        },
      ],
      confirmed: {
        en: "The failure stayed through a reset: it is a matter for the workshop.",
        "zh-CN": "复位后故障依旧，须维修。",
      },
    });
  },
});
