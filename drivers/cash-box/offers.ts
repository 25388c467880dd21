import { noArgs } from "../command.ts";

/** Commands of every note acceptor: what they disturb and who may run them is the same whatever the protocol; a title or a time may be its own. */
export const offers = {
  selfTest: { name: "selfTest", disturbs: "nothing", automatic: true, resets: false, args: noArgs },
  reset: {
    name: "reset",
    title: "Reset and self-test; not with a bill in the path",
    disturbs: "device",
    automatic: true,
    resets: true,
    timeoutMs: 60_000,
    args: noArgs,
  },
  enable: {
    name: "enable",
    title: "Take bills again",
    disturbs: "device",
    automatic: true,
    resets: false,
    timeoutMs: 10_000,
    args: noArgs,
  },
  disable: {
    name: "disable",
    title: "Take no bills until enabled again",
    disturbs: "device",
    automatic: false,
    resets: false,
    timeoutMs: 10_000,
    args: noArgs,
  },
} as const;
